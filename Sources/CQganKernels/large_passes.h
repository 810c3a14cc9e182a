// Passes over registers that are in the cache: RYs, their inner products, Walsh-Hadamard transforms.
// Included as large_instance.h says.

// Bits a pass: 8 registers of amplitudes leave room for the tangents in 16.
#define PASS_BITS 3

// One pass over `bits` neighbouring bits of the numbers of `count` registers, the lowest having this stride.
INLINE void Q(turn_pass)(
    const V *from, V *to, int64_t count, int64_t stride, const S *tangents, S direction, const int bits) {
  V t[PASS_BITS];
  UNROLL for (int q = 0; q < bits; q++) t[q] = Q(splat)(direction * tangents[q]);
  for (int64_t h = 0; h < count; h += stride << bits) {
    for (int64_t j = h; j < h + stride; j++) {
      V a[1 << PASS_BITS];
      UNROLL for (int k = 0; k < 1 << bits; k++) a[k] = from[j + k * stride];
      UNROLL for (int q = 0; q < bits; q++) {
        UNROLL for (int k = 0; k < 1 << bits; k++) {
          if (k >> q & 1) continue;
          const V x = a[k], y = a[k | 1 << q];
          a[k] = x - t[q] * y;
          a[k | 1 << q] = y + t[q] * x;
        }
      }
      UNROLL for (int k = 0; k < 1 << bits; k++) to[j + k * stride] = a[k];
    }
  }
}

// RYs on `bitCount` bits, the lowest having this stride; direction -1 undoes them.
static void Q(turn)(
    V *x, int64_t count, int64_t stride, int bitCount, const S *tangents, uint64_t rotated, S direction) {
  for (int bit = 0; bit < bitCount; bit += PASS_BITS) {
    if (!(rotated >> bit & ((1 << PASS_BITS) - 1))) continue;
    switch (bitCount - bit) {
      case 1: Q(turn_pass)(x, x, count, stride << bit, tangents + bit, direction, 1); break;
      case 2: Q(turn_pass)(x, x, count, stride << bit, tangents + bit, direction, 2); break;
      default: Q(turn_pass)(x, x, count, stride << bit, tangents + bit, direction, 3); break;
    }
  }
}

// Adds to sums[q] lambda[j with bit q] psi[j without] - lambda[j without] psi[j with].
INLINE void Q(inner_pass)(
    const V *lambda, const V *psi, int64_t count, int64_t stride, double *sums, const int bits) {
  V plus[PASS_BITS], minus[PASS_BITS];
  UNROLL for (int q = 0; q < bits; q++) plus[q] = minus[q] = (V){0};
  for (int64_t h = 0; h < count; h += stride << bits) {
    for (int64_t j = h; j < h + stride; j++) {
      V a[1 << PASS_BITS];
      UNROLL for (int k = 0; k < 1 << bits; k++) a[k] = lambda[j + k * stride];
      UNROLL for (int k = 0; k < 1 << bits; k++) {
        const V p = psi[j + k * stride];
        UNROLL for (int q = 0; q < bits; q++) {
          if (k >> q & 1)
            minus[q] += a[k ^ 1 << q] * p;
          else
            plus[q] += a[k ^ 1 << q] * p;
        }
      }
    }
  }
  UNROLL for (int q = 0; q < bits; q++) sums[q] += Q(sum)(plus[q] - minus[q]);
}

static void Q(inner)(
    const V *lambda, const V *psi, int64_t count, int64_t stride, int bitCount, uint64_t wanted, double *sums) {
  for (int bit = 0; bit < bitCount; bit += PASS_BITS) {
    if (!(wanted >> bit & ((1 << PASS_BITS) - 1))) continue;
    switch (bitCount - bit) {
      case 1: Q(inner_pass)(lambda, psi, count, stride << bit, sums + bit, 1); break;
      case 2: Q(inner_pass)(lambda, psi, count, stride << bit, sums + bit, 2); break;
      default: Q(inner_pass)(lambda, psi, count, stride << bit, sums + bit, 3); break;
    }
  }
}

// The same for the bits of a lane.
static void Q(turn_lanes)(V *x, int64_t count, const S *tangents, S direction) {
  V t[LANE_BITS];
  UNROLL for (int q = 0; q < LANE_BITS; q++) t[q] = Q(lane_signs)(1 << q, -direction * tangents[q]);
  for (int64_t j = 0; j < count; j++) {
    V a = x[j];
    UNROLL for (int q = 0; q < LANE_BITS; q++) a += t[q] * Q(exchange)(a, q);
    x[j] = a;
  }
}

static void Q(inner_lanes)(const V *lambda, const V *psi, int64_t count, double *sums) {
  V products[LANE_BITS];
  UNROLL for (int q = 0; q < LANE_BITS; q++) products[q] = (V){0};
  for (int64_t j = 0; j < count; j++)
    UNROLL for (int q = 0; q < LANE_BITS; q++) products[q] += lambda[j] * Q(exchange)(psi[j], q);
  UNROLL for (int q = 0; q < LANE_BITS; q++) sums[q] += Q(sum)(products[q] * Q(lane_signs)(1 << q, -1));
}

#define LANE_MASK ((uint64_t)LANES - 1)

// The low RYs of a block of one plane.
static void Q(turn_block)(V *x, const large_shape *shape, const large_layer *layer, S direction) {
  const S *tangents = layer->tangents;
  if (layer->rotated & LANE_MASK) Q(turn_lanes)(x, REGISTERS(shape), tangents, direction);
  Q(turn)(
      x, REGISTERS(shape), 1, shape->lowBits - LANE_BITS, tangents + LANE_BITS,
      (layer->rotated & (((uint64_t)1 << shape->lowBits) - 1)) >> LANE_BITS, direction);
}

INLINE void Q(hadamard_pass)(V *x, int64_t count, int64_t stride, const int bits) {
  for (int64_t h = 0; h < count; h += stride << bits) {
    for (int64_t j = h; j < h + stride; j++) {
      V a[1 << PASS_BITS];
      UNROLL for (int k = 0; k < 1 << bits; k++) a[k] = x[j + k * stride];
      UNROLL for (int q = 0; q < bits; q++) {
        UNROLL for (int k = 0; k < 1 << bits; k++) {
          if (k >> q & 1) continue;
          const V u = a[k], v = a[k | 1 << q];
          a[k] = u + v;
          a[k | 1 << q] = u - v;
        }
      }
      UNROLL for (int k = 0; k < 1 << bits; k++) x[j + k * stride] = a[k];
    }
  }
}

// The Walsh-Hadamard transform over the numbers of 2^bitCount registers.
static void Q(hadamard)(V *x, int bitCount) {
  const int64_t count = (int64_t)1 << bitCount;
  for (int bit = 0; bit < bitCount; bit += PASS_BITS) {
    switch (bitCount - bit) {
      case 1: Q(hadamard_pass)(x, count, (int64_t)1 << bit, 1); break;
      case 2: Q(hadamard_pass)(x, count, (int64_t)1 << bit, 2); break;
      default: Q(hadamard_pass)(x, count, (int64_t)1 << bit, 3); break;
    }
  }
}

// Adds to each mask's sum what a transformed block has at its place.
static void Q(mask_sums)(
    const V *transformed, const large_shape *shape, int64_t block, const uint64_t *masks, int64_t count,
    double *sums) {
  for (int64_t k = 0; k < count; k++) {
    const uint64_t mask = masks[k];
    const int64_t place = (int64_t)(mask >> LANE_BITS) & (REGISTERS(shape) - 1);
    const S sign = large_parity(mask >> shape->lowBits & (uint64_t)block) ? -1 : 1;
    sums[k] += Q(sum)(transformed[place] * Q(lane_signs)(mask, sign));
  }
}

// One pass of a transform of doubles; the stride in registers.
INLINE void Q(wide_hadamard_pass)(D *x, int64_t count, int64_t stride, const int bits) {
  for (int64_t h = 0; h < count; h += stride << bits) {
    for (int64_t j = h; j < h + stride; j++) {
      D a[1 << PASS_BITS];
      UNROLL for (int k = 0; k < 1 << bits; k++) a[k] = x[j + k * stride];
      UNROLL for (int q = 0; q < bits; q++) {
        UNROLL for (int k = 0; k < 1 << bits; k++) {
          if (k >> q & 1) continue;
          const D u = a[k], v = a[k | 1 << q];
          a[k] = u + v;
          a[k | 1 << q] = u - v;
        }
      }
      UNROLL for (int k = 0; k < 1 << bits; k++) x[j + k * stride] = a[k];
    }
  }
}

static void Q(phases)(double *spectrum, int32_t bits, double scale, void *re, void *im) {
  const int64_t count = (int64_t)1 << bits;
  // The bits within a register, or all of a short spectrum.
  const int inner = bits < LANE_BITS ? bits : LANE_BITS;
  for (int64_t h = 0; h < count; h += (int64_t)1 << inner) {
    for (int bit = 0; bit < inner; bit++) {
      for (int j = 0; j < 1 << inner; j++) {
        if (j >> bit & 1) continue;
        const double u = spectrum[h + j], v = spectrum[h + (j | 1 << bit)];
        spectrum[h + j] = u + v;
        spectrum[h + (j | 1 << bit)] = u - v;
      }
    }
  }
  for (int bit = LANE_BITS; bit < bits; bit += 2) {
    const int64_t stride = (int64_t)1 << (bit - LANE_BITS);
    if (bits - bit == 1)
      Q(wide_hadamard_pass)((D *)spectrum, count / LANES, stride, 1);
    else
      Q(wide_hadamard_pass)((D *)spectrum, count / LANES, stride, 2);
  }
  D s, c;
  if (im && bits >= LANE_BITS) {
    for (int64_t j = 0; j < count / LANES; j++) {
      Q(sincos)(((D *)spectrum)[j], &s, &c);
      ((V *)re)[j] = __builtin_convertvector(scale * c, V);
      ((V *)im)[j] = __builtin_convertvector(scale * s, V);
    }
    return;
  }
  S *cosines = re, *sines = im ? im : (S *)re + 1;
  const int64_t step = im ? 1 : 2;
  for (int64_t j = 0; j < count; j += LANES) {
    const int valid = count - j < LANES ? (int)(count - j) : LANES;
    D phase = {0};
    for (int l = 0; l < valid; l++) phase[l] = spectrum[j + l];
    Q(sincos)(phase, &s, &c);
    for (int l = 0; l < valid; l++) {
      cosines[(j + l) * step] = (S)(scale * c[l]);
      sines[(j + l) * step] = (S)(scale * s[l]);
    }
  }
}
