// Kernels on the planes of a state. Included with S (scalar), LANES, V (LANES of S), D (LANES of double), WIDEN(v)
// and Q(name). A geometry says which amplitudes: indices i with (i & fixed) == value come in runs of consecutive
// ones; j = i ^ x is the partner.

#define EACH_RUN(g, i)                                                                        \
  for (uint64_t free_ = 0, skip_ = (g)->fixed | ((g)->run - 1), i = 0;                        \
       free_ < (g)->end && (i = free_ | (g)->value, 1); free_ = ((free_ | skip_) + 1) & ~skip_)

// Long sums are split, so that single precision keeps its digits.
#define EACH_CHUNK(g, k, end_) \
  for (uint64_t k = 0, end_; end_ = (g)->run - k < 256 ? (g)->run : k + 256, k < (g)->run; k = end_)

static inline V Q(signed)(uint64_t bits, V v) { return __builtin_parityll(bits) ? -v : v; }

// exp(-i h P), with s = sin(h) * sign.
static inline __attribute__((always_inline)) void Q(turn)(
    const quantum_geometry *g, int kind, V *re, V *im, V c, V s) {
  const uint64_t run = g->run;
  switch (kind) {
    case QUANTUM_TURN_REAL:
      EACH_RUN(g, i) {
        const V t = Q(signed)(i & g->z, s);
        V *ar = re + i, *ai = im + i, *br = re + (i ^ g->x), *bi = im + (i ^ g->x);
        for (uint64_t k = 0; k < run; k++) {
          const V xr = ar[k], xi = ai[k], yr = br[k], yi = bi[k];
          ar[k] = c * xr - t * yr;
          ai[k] = c * xi - t * yi;
          br[k] = c * yr + t * xr;
          bi[k] = c * yi + t * xi;
        }
      }
      break;
    case QUANTUM_TURN_MIXED:
      EACH_RUN(g, i) {
        const V t = Q(signed)(i & g->z, s);
        V *ar = re + i, *ai = im + i, *br = re + (i ^ g->x), *bi = im + (i ^ g->x);
        for (uint64_t k = 0; k < run; k++) {
          const V xr = ar[k], xi = ai[k], yr = br[k], yi = bi[k];
          ar[k] = c * xr + t * yi;
          ai[k] = c * xi - t * yr;
          br[k] = c * yr + t * xi;
          bi[k] = c * yi - t * xr;
        }
      }
      break;
    case QUANTUM_TURN_PARITY:
    case QUANTUM_PHASE:
      EACH_RUN(g, i) {
        const V t = kind == QUANTUM_PHASE ? -s : Q(signed)(i & g->z, s);
        V *ar = re + i, *ai = im + i;
        for (uint64_t k = 0; k < run; k++) {
          const V xr = ar[k], xi = ai[k];
          ar[k] = c * xr + t * xi;
          ai[k] = c * xi - t * xr;
        }
      }
      break;
  }
}

// Adds to `total` the derivative of <psi|O|psi> by h, from psi and lambda after the turn, and takes it off both.
static inline __attribute__((always_inline)) D Q(unturn)(
    const quantum_geometry *g, int kind, double sign, V *pr, V *pi, V *lr, V *li, V c, V s) {
  D total = {0};
  V sum = {0};
  uint64_t pending = 0;
  const V factor = (V){0} + (S)(kind == QUANTUM_PHASE ? -2 : 2 * sign);
  EACH_RUN(g, i) {
    const uint64_t j = i ^ g->x;
    const uint64_t parity = kind == QUANTUM_PHASE ? 0 : i & g->z;
    const V t = Q(signed)(parity, s), f = Q(signed)(parity, factor);
    EACH_CHUNK(g, k, end) {
      V part = {0};
      switch (kind) {
        case QUANTUM_TURN_REAL:
          for (uint64_t m = k; m < end; m++) {
            const V xr = pr[i + m], xi = pi[i + m], yr = pr[j + m], yi = pi[j + m];
            const V ur = lr[i + m], ui = li[i + m], vr = lr[j + m], vi = li[j + m];
            part += vr * xr + vi * xi - ur * yr - ui * yi;
            pr[i + m] = c * xr + t * yr;
            pi[i + m] = c * xi + t * yi;
            pr[j + m] = c * yr - t * xr;
            pi[j + m] = c * yi - t * xi;
            lr[i + m] = c * ur + t * vr;
            li[i + m] = c * ui + t * vi;
            lr[j + m] = c * vr - t * ur;
            li[j + m] = c * vi - t * ui;
          }
          break;
        case QUANTUM_TURN_MIXED:
          for (uint64_t m = k; m < end; m++) {
            const V xr = pr[i + m], xi = pi[i + m], yr = pr[j + m], yi = pi[j + m];
            const V ur = lr[i + m], ui = li[i + m], vr = lr[j + m], vi = li[j + m];
            part += vr * xi - vi * xr + ur * yi - ui * yr;
            pr[i + m] = c * xr - t * yi;
            pi[i + m] = c * xi + t * yr;
            pr[j + m] = c * yr - t * xi;
            pi[j + m] = c * yi + t * xr;
            lr[i + m] = c * ur - t * vi;
            li[i + m] = c * ui + t * vr;
            lr[j + m] = c * vr - t * ui;
            li[j + m] = c * vi + t * ur;
          }
          break;
        default: {
          const V d = kind == QUANTUM_PHASE ? -t : t;
          for (uint64_t m = k; m < end; m++) {
            const V xr = pr[i + m], xi = pi[i + m], ur = lr[i + m], ui = li[i + m];
            part += ur * xi - ui * xr;
            pr[i + m] = c * xr - d * xi;
            pi[i + m] = c * xi + d * xr;
            lr[i + m] = c * ur - d * ui;
            li[i + m] = c * ui + d * ur;
          }
        }
      }
      sum += f * part;
      pending += end - k;
      if (pending >= 256) {
        total += WIDEN(sum);
        sum = (V){0};
        pending = 0;
      }
    }
  }
  return total + WIDEN(sum);
}

// Adds h * G psi to dpsi, where G U is the derivative of the turn U; h carries the turn's sign.
static inline void Q(nudge)(const quantum_geometry *g, int kind, V *dr, V *di, const V *pr, const V *pi, V h) {
  const uint64_t run = g->run;
  EACH_RUN(g, i) {
    const uint64_t j = i ^ g->x;
    const V t = kind == QUANTUM_PHASE ? -h : Q(signed)(i & g->z, h);
    for (uint64_t k = 0; k < run; k++) {
      switch (kind) {
        case QUANTUM_TURN_REAL:
          dr[i + k] -= t * pr[j + k];
          di[i + k] -= t * pi[j + k];
          dr[j + k] += t * pr[i + k];
          di[j + k] += t * pi[i + k];
          break;
        case QUANTUM_TURN_MIXED:
          dr[i + k] += t * pi[j + k];
          di[i + k] -= t * pr[j + k];
          dr[j + k] += t * pi[i + k];
          di[j + k] -= t * pr[i + k];
          break;
        default:
          dr[i + k] += t * pi[i + k];
          di[i + k] -= t * pr[i + k];
      }
    }
  }
}

static inline void Q(exchange)(const quantum_geometry *g, V *re, V *im) {
  const uint64_t run = g->run;
  EACH_RUN(g, i) {
    V *ar = re + i, *ai = im + i, *br = re + (i ^ g->x), *bi = im + (i ^ g->x);
    for (uint64_t k = 0; k < run; k++) {
      const V xr = ar[k], xi = ai[k];
      ar[k] = br[k];
      ai[k] = bi[k];
      br[k] = xr;
      bi[k] = xi;
    }
  }
}

// Moves amplitudes along cycles of runs, or back.
static inline void Q(permute)(V *re, V *im, const uint32_t *cycles, int32_t count, int runBits, int isInverse) {
  const uint64_t run = (uint64_t)1 << runBits;
  for (int32_t c = 0; c < count; c++) {
    const uint32_t length = *cycles++;
    const uint32_t first = isInverse ? length - 1 : 0;
    for (uint64_t k = 0; k < run; k++) {
      uint64_t to = ((uint64_t)cycles[first] << runBits) + k;
      const V keptRe = re[to], keptIm = im[to];
      for (uint32_t step = 1; step < length; step++) {
        const uint64_t from = ((uint64_t)cycles[isInverse ? length - 1 - step : step] << runBits) + k;
        re[to] = re[from];
        im[to] = im[from];
        to = from;
      }
      re[to] = keptRe;
      im[to] = keptIm;
    }
    cycles += length;
  }
}

static inline void Q(apply2)(const quantum_geometry *g, V *re, V *im, const Q(matrix2) *m) {
  const uint64_t run = g->run;
  const V ar = m->re[0], ai = m->im[0], br = m->re[1], bi = m->im[1];
  const V cr = m->re[2], ci = m->im[2], dr = m->re[3], di = m->im[3];
  EACH_RUN(g, i) {
    V *pr = re + i, *pi = im + i, *qr = re + (i ^ g->x), *qi = im + (i ^ g->x);
    for (uint64_t k = 0; k < run; k++) {
      const V xr = pr[k], xi = pi[k], yr = qr[k], yi = qi[k];
      pr[k] = ar * xr - ai * xi + br * yr - bi * yi;
      pi[k] = ar * xi + ai * xr + br * yi + bi * yr;
      qr[k] = cr * xr - ci * xi + dr * yr - di * yi;
      qi[k] = cr * xi + ci * xr + dr * yi + di * yr;
    }
  }
}

// Takes the 2x2 matrix m off psi and lambda, and gives the inner products <lambda_a|psi_b> of both halves before that: re
// of the four pairs, then im.
static inline void Q(unapply2)(
    const quantum_geometry *g, V *pr, V *pi, V *lr, V *li, const Q(matrix2) *matrix, D products[8]) {
  const Q(matrix2) m = *matrix;
  V re[4], im[4];
  for (int e = 0; e < 4; e++) re[e] = im[e] = (V){0};
  for (int e = 0; e < 8; e++) products[e] = (D){0};
  uint64_t pending = 0;
  EACH_RUN(g, i) {
    const uint64_t j = i ^ g->x;
    EACH_CHUNK(g, k, end) {
      for (uint64_t n = k; n < end; n++) {
        const V xr = pr[i + n], xi = pi[i + n], yr = pr[j + n], yi = pi[j + n];
        const V ur = lr[i + n], ui = li[i + n], vr = lr[j + n], vi = li[j + n];
        re[0] += ur * xr + ui * xi;
        im[0] += ur * xi - ui * xr;
        re[1] += ur * yr + ui * yi;
        im[1] += ur * yi - ui * yr;
        re[2] += vr * xr + vi * xi;
        im[2] += vr * xi - vi * xr;
        re[3] += vr * yr + vi * yi;
        im[3] += vr * yi - vi * yr;
        // The adjoint: entry (r, c) is the conjugate of (c, r).
        pr[i + n] = m.re[0] * xr + m.im[0] * xi + m.re[2] * yr + m.im[2] * yi;
        pi[i + n] = m.re[0] * xi - m.im[0] * xr + m.re[2] * yi - m.im[2] * yr;
        pr[j + n] = m.re[1] * xr + m.im[1] * xi + m.re[3] * yr + m.im[3] * yi;
        pi[j + n] = m.re[1] * xi - m.im[1] * xr + m.re[3] * yi - m.im[3] * yr;
        lr[i + n] = m.re[0] * ur + m.im[0] * ui + m.re[2] * vr + m.im[2] * vi;
        li[i + n] = m.re[0] * ui - m.im[0] * ur + m.re[2] * vi - m.im[2] * vr;
        lr[j + n] = m.re[1] * ur + m.im[1] * ui + m.re[3] * vr + m.im[3] * vi;
        li[j + n] = m.re[1] * ui - m.im[1] * ur + m.re[3] * vi - m.im[3] * vr;
      }
      pending += end - k;
      if (pending >= 256) {
        for (int e = 0; e < 4; e++) {
          products[e] += WIDEN(re[e]);
          products[4 + e] += WIDEN(im[e]);
          re[e] = im[e] = (V){0};
        }
        pending = 0;
      }
    }
  }
  for (int e = 0; e < 4; e++) {
    products[e] += WIDEN(re[e]);
    products[4 + e] += WIDEN(im[e]);
  }
}

// A constant matrix of `size` rows; entries are pairs (re, im), `offsets` the indices of its rows.
static inline void Q(apply_matrix)(
    const quantum_geometry *g, V *re, V *im, int32_t size, const double *entries, const uint64_t *offsets,
    int shift, V *scratch) {
  const uint64_t run = g->run;
  V *xr = scratch, *xi = scratch + size;
  EACH_RUN(g, i) {
    for (uint64_t k = 0; k < run; k++) {
      for (int32_t c = 0; c < size; c++) {
        xr[c] = re[i + k + (offsets[c] >> shift)];
        xi[c] = im[i + k + (offsets[c] >> shift)];
      }
      for (int32_t r = 0; r < size; r++) {
        V yr = {0}, yi = {0};
        const double *row = entries + 2 * (int64_t)r * size;
        for (int32_t c = 0; c < size; c++) {
          const S a = (S)row[2 * c], b = (S)row[2 * c + 1];
          yr += a * xr[c] - b * xi[c];
          yi += a * xi[c] + b * xr[c];
        }
        re[i + k + (offsets[r] >> shift)] = yr;
        im[i + k + (offsets[r] >> shift)] = yi;
      }
    }
  }
}

// Re <psi|P|chi> for a Pauli product P that flips bits.
static inline D Q(overlap)(
    const quantum_geometry *g, int isOdd, S sign, const V *pr, const V *pi, const V *cr, const V *ci) {
  D total = {0};
  const V factor = (V){0} + sign;
  EACH_RUN(g, i) {
    const uint64_t j = i ^ g->x;
    const D f = WIDEN(Q(signed)(i & g->z, factor));
    EACH_CHUNK(g, k, end) {
      V part = {0};
      for (uint64_t m = k; m < end; m++) {
        const V xr = pr[i + m], xi = pi[i + m], yr = pr[j + m], yi = pi[j + m];
        const V ur = cr[i + m], ui = ci[i + m], vr = cr[j + m], vi = ci[j + m];
        part += isOdd ? yi * ur - yr * ui + xr * vi - xi * vr : yr * ur + yi * ui + xr * vr + xi * vi;
      }
      total += f * WIDEN(part);
    }
  }
  return total;
}

// Adds weight * P psi to lambda; the weight carries P's sign.
static inline void Q(kick)(
    const quantum_geometry *g, int isOdd, V *lr, V *li, const V *pr, const V *pi, V weight) {
  const uint64_t run = g->run;
  EACH_RUN(g, i) {
    const uint64_t j = i ^ g->x;
    const V w = Q(signed)(i & g->z, weight);
    for (uint64_t k = 0; k < run; k++) {
      if (isOdd) {
        lr[i + k] += w * pi[j + k];
        li[i + k] -= w * pr[j + k];
        lr[j + k] -= w * pi[i + k];
        li[j + k] += w * pr[i + k];
      } else {
        lr[i + k] += w * pr[j + k];
        li[i + k] += w * pi[j + k];
        lr[j + k] += w * pr[i + k];
        li[j + k] += w * pi[i + k];
      }
    }
  }
}

// Sum of table entries, with the sign of the parity of index & z.
static inline D Q(signed_sum)(const quantum_geometry *g, const V *table) {
  D total = {0};
  EACH_RUN(g, i) {
    const int isMinus = __builtin_parityll(i & g->z);
    EACH_CHUNK(g, k, end) {
      V part = {0};
      for (uint64_t m = k; m < end; m++) part += table[i + m];
      total += isMinus ? -WIDEN(part) : WIDEN(part);
    }
  }
  return total;
}

// Adds the upper half of 2 * half table entries to the lower and returns the sum of their differences.
static inline D Q(fold)(V *table, uint64_t half) {
  D total = {0};
  for (uint64_t k = 0; k < half;) {
    const uint64_t end = half - k < 256 ? half : k + 256;
    V part = {0};
    for (; k < end; k++) {
      const V low = table[k], high = table[k + half];
      part += low - high;
      table[k] = low + high;
    }
    total += WIDEN(part);
  }
  return total;
}
#undef EACH_RUN
#undef EACH_CHUNK
