// Included once an element type and instruction set, after elementwise_body.h.

static void K(fill)(void *yv, double value, int64_t n) {
  REAL *y = yv;
  EACH { y[i] = (REAL)value; }
}

static void K(from_double)(const double *values, void *yv, int64_t n) {
  REAL *y = yv;
  EACH { y[i] = (REAL)values[i]; }
}

static int64_t K(first_nonfinite)(const void *xv, int64_t n) {
  const REAL *x = xv;
  // x - x is 0 for finite numbers only, and a sum of zeros is fast to take.
  for (int64_t start = 0; start < n; start += 1024) {
    const int64_t stop = start + 1024 < n ? start + 1024 : n;
    int bad = 0;
    for (int64_t i = start; i < stop; i++) bad |= !(x[i] - x[i] == 0);
    if (bad)
      for (int64_t i = start; i < stop; i++)
        if (!(x[i] - x[i] == 0)) return i;
  }
  return -1;
}

static void K(copy_strided)(int rank, const int64_t *sizes, const int64_t *ds, const int64_t *ss,
                            const void *srcv, void *dstv, int64_t begin, int64_t end) {
  int64_t position[QGAN_MAX_RANK] = {0};
  const int last = rank - 1;
  const int inner = rank >= 2 ? rank - 2 : rank - 1;  // axes from here on are one block
  const int64_t rows = rank >= 2 ? sizes[rank - 2] : 1, columns = sizes[last];
  int64_t first = 0, stop = rows, c0 = 0, c1 = columns;
  if (rank == 1) { c0 = begin; c1 = end; }
  if (rank == 2) { first = begin; stop = end; }
  if (rank > 2) position[0] = begin;
  const int64_t drs = rank >= 2 ? ds[rank - 2] : 0, srs = rank >= 2 ? ss[rank - 2] : 0;
  const int64_t dcs = ds[last], scs = ss[last];
  for (;;) {
    if (rank > 2 && position[0] >= end) return;
    const REAL *src = srcv;
    REAL *dst = dstv;
    for (int d = 0; d < inner; d++) {
      src += position[d] * ss[d];
      dst += position[d] * ds[d];
    }
    if (dcs == 1 && scs == 1) {
      for (int64_t r = first; r < stop; r++)
        __builtin_memcpy(dst + r * drs + c0, src + r * srs + c0, (size_t)(c1 - c0) * sizeof(REAL));
    } else if (dcs == 1 && scs == 0 && srs == 1 && drs == 2 && columns == 2 && rank > 2) {
      // Every element twice, as in nearest-neighbour upsampling.
      for (int64_t r = 0; r < rows; r++) dst[2 * r] = dst[2 * r + 1] = src[r];
    } else if (dcs == 1 && scs == 0) {
      for (int64_t r = first; r < stop; r++) {
        REAL *y = dst + r * drs;
        const REAL v = src[r * srs];
        for (int64_t c = c0; c < c1; c++) y[c] = v;
      }
    } else if (srs == 1 && rank >= 2) {
      // A transposition: square tiles keep both sides in cache.
      for (int64_t rb = first; rb < stop; rb += 16)
        for (int64_t cb = c0; cb < c1; cb += 16) {
          const int64_t re = rb + 16 < stop ? rb + 16 : stop, ce = cb + 16 < c1 ? cb + 16 : c1;
          for (int64_t r = rb; r < re; r++)
            for (int64_t c = cb; c < ce; c++) dst[r * drs + c * dcs] = src[r * srs + c * scs];
        }
    } else {
      for (int64_t r = first; r < stop; r++)
        for (int64_t c = c0; c < c1; c++) dst[r * drs + c * dcs] = src[r * srs + c * scs];
    }
    int d = inner - 1;
    for (; d >= 0; d--) {
      if (++position[d] < sizes[d] || d == 0) break;
      position[d] = 0;
    }
    if (d < 0 || rank <= 2) return;
  }
}

static REAL K(max_block)(const REAL *x, int64_t n) {
  REAL m = x[0];
  int64_t i = 0;
  if (n >= 32) {
    REAL lanes[16];
    for (int k = 0; k < 16; k++) lanes[k] = x[k];
    for (i = 16; i + 16 <= n; i += 16)
      for (int k = 0; k < 16; k++) {
        const REAL v = x[i + k];
        lanes[k] = (lanes[k] > v || lanes[k] != lanes[k]) ? lanes[k] : v;
      }
    m = lanes[0];
    for (int k = 1; k < 16; k++) m = (m > lanes[k] || m != m) ? m : lanes[k];
  }
  for (; i < n; i++) m = (m > x[i] || m != m) ? m : x[i];
  return m;
}

#define COLUMN_BLOCK 256

#define MOST_ROWS 64

// Sums of at most MOST_ROWS rows along the last kept axis, which has stride 1, taken at once while the sums are in
// registers.
static void K(reduce_sum_rows)(int kr, const int64_t *ksizes, const int64_t *kstrides, int rr,
                               const int64_t *rsizes, const int64_t *rstrides, const REAL *x, REAL *y,
                               int64_t begin, int64_t end) {
  int64_t offsets[MOST_ROWS] = {0}, count = 1;
  for (int d = 0; d < rr; d++) {
    for (int64_t k = count * rsizes[d] - 1; k >= 0; k--)
      offsets[k] = offsets[k / rsizes[d]] + k % rsizes[d] * rstrides[d];
    count *= rsizes[d];
  }
  const int64_t length = ksizes[kr - 1];
  for (int64_t k = begin, n; k < end; k += n) {
    int64_t rest = k / length, base = k % length;
    n = length - base;
    if (n > end - k) n = end - k;
    for (int d = kr - 2; d >= 0; d--) {
      base += rest % ksizes[d] * kstrides[d];
      rest /= ksizes[d];
    }
    const REAL *row = x + base;
    REAL *out = y + k;
    if (count == 4) {
      const REAL *a = row + offsets[1], *b = row + offsets[2], *c = row + offsets[3];
      EACH { out[i] = row[i] + a[i] + b[i] + c[i]; }
      continue;
    }
    EACH { out[i] = row[i]; }
    for (int64_t r = 1; r < count; r++) {
      const REAL *next = row + offsets[r];
      EACH { out[i] += next[i]; }
    }
  }
}

// Sums of few elements each, whose last reduced axis is short and whose kept axes have strides: along the last kept
// axis the loops vectorise.
static void K(reduce_sum_short)(int kr, const int64_t *ksizes, const int64_t *kstrides, int rr,
                                const int64_t *rsizes, const int64_t *rstrides, const REAL *x, REAL *y,
                                int64_t begin, int64_t end) {
  int64_t kept[QGAN_MAX_RANK], reduced[QGAN_MAX_RANK] = {0};
  int64_t rest = begin, base = 0;
  for (int d = kr - 1; d >= 0; d--) {
    kept[d] = rest % ksizes[d];
    rest /= ksizes[d];
    base += kept[d] * kstrides[d];
  }
  const int64_t ks = kstrides[kr - 1];
  const int pairs = ks == 2 && rsizes[rr - 1] == 2;  // the last reduced axis is taken inside the loop
  const int walked = pairs ? rr - 1 : rr;
  for (int64_t k = begin; k < end;) {
    int64_t n = ksizes[kr - 1] - kept[kr - 1];
    if (n > end - k) n = end - k;
    REAL *out = y + k;
    int64_t offset = base;
    int started = 0;
    for (;;) {
      const REAL *row = x + offset;
      if (pairs && started) {
        EACH { out[i] += row[2 * i] + row[2 * i + 1]; }
      } else if (pairs) {
        EACH { out[i] = row[2 * i] + row[2 * i + 1]; }
      } else if (started) {
        EACH { out[i] += row[i * ks]; }
      } else {
        EACH { out[i] = row[i * ks]; }
      }
      started = 1;
      int d = walked - 1;
      for (; d >= 0; d--) {
        offset += rstrides[d];
        if (++reduced[d] < rsizes[d]) break;
        offset -= rsizes[d] * rstrides[d];
        reduced[d] = 0;
      }
      if (d < 0) break;
    }
    k += n;
    base -= kept[kr - 1] * ks;
    kept[kr - 1] = 0;
    for (int d = kr - 2; d >= 0; d--) {
      base += kstrides[d];
      if (++kept[d] < ksizes[d]) break;
      base -= ksizes[d] * kstrides[d];
      kept[d] = 0;
    }
  }
}

static void K(reduce)(int op, int kr, const int64_t *ksizes, const int64_t *kstrides, int rr,
                      const int64_t *rsizes, const int64_t *rstrides, const void *xv, void *yv, int64_t begin,
                      int64_t end) {
  const REAL *x = xv;
  REAL *y = yv;
  int64_t total = 1;
  for (int d = 0; d < rr; d++) total = rsizes[d] > 64 ? 65 : total > 64 ? total : total * rsizes[d];
  if (op == QGAN_SUM && kr > 0 && rr > 0 && kstrides[kr - 1] == 1 && total <= MOST_ROWS) {
    K(reduce_sum_rows)(kr, ksizes, kstrides, rr, rsizes, rstrides, x, y, begin, end);
    return;
  }
  if (op == QGAN_SUM && kr > 0 && rr > 0 && rstrides[rr - 1] == 1 && rsizes[rr - 1] <= 8 && total <= MOST_ROWS) {
    K(reduce_sum_short)(kr, ksizes, kstrides, rr, rsizes, rstrides, x, y, begin, end);
    return;
  }
  int64_t kept[QGAN_MAX_RANK], reduced[QGAN_MAX_RANK];
  int64_t rest = begin, base = 0;
  for (int d = kr - 1; d >= 0; d--) {
    kept[d] = rest % ksizes[d];
    rest /= ksizes[d];
    base += kept[d] * kstrides[d];
  }
  const int by_columns = kr > 0 && kstrides[kr - 1] == 1 && !(rr > 0 && rstrides[rr - 1] == 1);
  const int inner_axes = by_columns ? rr : rr - 1;  // reduced axes that are walked one by one
  for (int64_t k = begin; k < end;) {
    int64_t n = 1;
    if (by_columns) {
      n = ksizes[kr - 1] - kept[kr - 1];
      if (n > end - k) n = end - k;
      if (n > COLUMN_BLOCK) n = COLUMN_BLOCK;
    }
    double sums[COLUMN_BLOCK];
    REAL maxima[COLUMN_BLOCK];
    int64_t offset = base;
    int started = 0;
    for (int64_t j = 0; j < n; j++) sums[j] = 0;
    for (int d = 0; d < inner_axes; d++) reduced[d] = 0;
    for (;;) {
      const REAL *row = x + offset;
      if (by_columns && op == QGAN_SUM) {
        for (int64_t j = 0; j < n; j++) sums[j] += (double)row[j];
      } else if (by_columns) {
        if (!started)
          for (int64_t j = 0; j < n; j++) maxima[j] = row[j];
        else
          for (int64_t j = 0; j < n; j++)
            maxima[j] = (maxima[j] > row[j] || maxima[j] != maxima[j]) ? maxima[j] : row[j];
      } else if (op == QGAN_SUM) {
        sums[0] += K(sum_block)(row, rsizes[rr - 1]);
      } else {
        const REAL m = K(max_block)(row, rsizes[rr - 1]);
        maxima[0] = !started || !(maxima[0] > m || maxima[0] != maxima[0]) ? m : maxima[0];
      }
      started = 1;
      int d = inner_axes - 1;
      for (; d >= 0; d--) {
        offset += rstrides[d];
        if (++reduced[d] < rsizes[d]) break;
        offset -= rsizes[d] * rstrides[d];
        reduced[d] = 0;
      }
      if (d < 0) break;
    }
    for (int64_t j = 0; j < n; j++) y[k + j] = op == QGAN_SUM ? (REAL)sums[j] : maxima[j];
    k += n;
    int d = kr - 1;
    if (by_columns) {
      base += n;
      kept[d] += n;
      if (kept[d] < ksizes[d]) continue;
      base -= kept[d];
      kept[d] = 0;
      d--;
    }
    for (; d >= 0; d--) {
      base += kstrides[d];
      if (++kept[d] < ksizes[d]) break;
      base -= ksizes[d] * kstrides[d];
      kept[d] = 0;
    }
  }
}

// Whether v is a whole number in 0..<limit.
static inline int K(is_index)(REAL v, int64_t limit) {
  return v >= 0 && v < (REAL)limit && v == (REAL)(int64_t)v;
}

static int64_t K(gather)(const void *tablev, int64_t rows, int64_t width, const void *indicesv, int64_t count,
                         void *outv) {
  const REAL *table = tablev, *indices = indicesv;
  REAL *out = outv;
  for (int64_t k = 0; k < count; k++) {
    if (!K(is_index)(indices[k], rows)) return k;
    __builtin_memcpy(out + k * width, table + (int64_t)indices[k] * width, (size_t)width * sizeof(REAL));
  }
  return -1;
}

static int64_t K(scatter_add)(const void *indicesv, const void *valuesv, int64_t count, int64_t rows,
                              int64_t width, void *outv) {
  const REAL *indices = indicesv, *values = valuesv;
  REAL *out = outv;
  K(fill)(out, 0, rows * width);
  for (int64_t k = 0; k < count; k++) {
    if (!K(is_index)(indices[k], rows)) return k;
    REAL *y = out + (int64_t)indices[k] * width;
    for (int64_t j = 0; j < width; j++) y[j] += values[k * width + j];
  }
  return -1;
}

static int64_t K(one_hot)(const void *labelsv, int64_t count, int64_t classes, void *outv) {
  const REAL *labels = labelsv;
  REAL *out = outv;
  K(fill)(out, 0, count * classes);
  for (int64_t k = 0; k < count; k++) {
    if (!K(is_index)(labels[k], classes)) return k;
    out[k * classes + (int64_t)labels[k]] = 1;
  }
  return -1;
}

static void K(argmax)(const void *xv, int64_t outer, int64_t size, int64_t inner, void *yv) {
  const REAL *x = xv;
  REAL *y = yv;
  for (int64_t o = 0; o < outer; o++)
    for (int64_t i = 0; i < inner; i++) {
      const REAL *p = x + o * size * inner + i;
      int64_t best = 0;
      for (int64_t k = 1; k < size; k++) {
        const REAL v = p[k * inner], m = p[best * inner];
        if (m == m && (v > m || v != v)) best = k;
      }
      y[o * inner + i] = (REAL)best;
    }
}

static void K(linear_map)(const void *xv, int64_t columns_count, int64_t inner, int64_t rows,
                          const int64_t *offsets, const int64_t *columns, const void *weightsv, void *yv,
                          int64_t begin, int64_t end) {
  const REAL *weights = weightsv;
  for (int64_t o = begin; o < end; o++) {
    const REAL *x = (const REAL *)xv + o * columns_count * inner;
    REAL *y = (REAL *)yv + o * rows * inner;
    if (inner == 1) {
      for (int64_t r = 0; r < rows; r++) {
        REAL sum = 0;
        for (int64_t e = offsets[r]; e < offsets[r + 1]; e++) sum += weights[e] * x[columns[e]];
        y[r] = sum;
      }
      continue;
    }
    for (int64_t r = 0; r < rows; r++) {
      REAL *row = y + r * inner;
      const int64_t e0 = offsets[r], e1 = offsets[r + 1];
      if (e0 == e1) {
        for (int64_t j = 0; j < inner; j++) row[j] = 0;
        continue;
      }
      const REAL w0 = weights[e0];
      const REAL *x0 = x + columns[e0] * inner;
      for (int64_t j = 0; j < inner; j++) row[j] = w0 * x0[j];
      for (int64_t e = e0 + 1; e < e1; e++) {
        const REAL w = weights[e];
        const REAL *xe = x + columns[e] * inner;
        for (int64_t j = 0; j < inner; j++) row[j] += w * xe[j];
      }
    }
  }
}

static void K(sample_outcomes)(const void *pv, const void *uv, int64_t batch, int bits, void *yv) {
  const int64_t count = (int64_t)1 << bits;
  for (int64_t b = 0; b < batch; b++) {
    const REAL *p = (const REAL *)pv + b * count;
    const double u = (double)((const REAL *)uv)[b];
    double sum = 0;
    int64_t outcome = -1, possible = 0;
    for (int64_t k = 0; k < count && outcome < 0; k++) {
      sum += (double)p[k];
      if (p[k] > 0) possible = k;
      if (u < sum) outcome = k;
    }
    // Rounding may leave the total just below u: then the last outcome that can happen.
    if (outcome < 0) outcome = possible;
    for (int k = 0; k < bits; k++) ((REAL *)yv)[b * bits + k] = (REAL)((outcome >> (bits - 1 - k)) & 1);
  }
}

// Position in the plane of the first maximum of the window at (oy, ox), or -1 if it holds only padding.
static inline int64_t K(window_maximum)(const qgan_window *w, const REAL *x, int64_t oy, int64_t ox) {
  int64_t best = -1;
  REAL m = 0;
  for (int64_t ky = 0; ky < w->kernel_height; ky++) {
    const int64_t iy = oy * w->stride_height - w->pad_top + ky * w->dilation_height;
    if (iy < 0 || iy >= w->height) continue;
    for (int64_t kx = 0; kx < w->kernel_width; kx++) {
      const int64_t ix = ox * w->stride_width - w->pad_left + kx * w->dilation_width;
      if (ix < 0 || ix >= w->width) continue;
      const REAL v = x[iy * w->width + ix];
      if (best < 0 || (m == m && (v > m || v != v))) {
        best = iy * w->width + ix;
        m = v;
      }
    }
  }
  return best;
}

static void K(max_pool)(const qgan_window *w, const void *xv, void *yv, int64_t begin, int64_t end) {
  const int64_t in = w->height * w->width, out = w->out_height * w->out_width;
  for (int64_t p = begin; p < end; p++) {
    const REAL *x = (const REAL *)xv + p * in;
    REAL *y = (REAL *)yv + p * out;
    for (int64_t oy = 0; oy < w->out_height; oy++)
      for (int64_t ox = 0; ox < w->out_width; ox++) {
        const int64_t at = K(window_maximum)(w, x, oy, ox);
        y[oy * w->out_width + ox] = at < 0 ? (REAL)-__builtin_inf() : x[at];
      }
  }
}

static void K(max_pool_scatter)(const qgan_window *w, const void *xv, const void *dyv, void *dxv,
                                int64_t begin, int64_t end) {
  const int64_t in = w->height * w->width, out = w->out_height * w->out_width;
  for (int64_t p = begin; p < end; p++) {
    const REAL *x = (const REAL *)xv + p * in, *dy = (const REAL *)dyv + p * out;
    REAL *dx = (REAL *)dxv + p * in;
    for (int64_t i = 0; i < in; i++) dx[i] = 0;
    for (int64_t oy = 0; oy < w->out_height; oy++)
      for (int64_t ox = 0; ox < w->out_width; ox++) {
        const int64_t at = K(window_maximum)(w, x, oy, ox);
        if (at >= 0) dx[at] += dy[oy * w->out_width + ox];
      }
  }
}

static void K(max_pool_gather)(const qgan_window *w, const void *xv, const void *vv, void *yv, int64_t begin,
                               int64_t end) {
  const int64_t in = w->height * w->width, out = w->out_height * w->out_width;
  for (int64_t p = begin; p < end; p++) {
    const REAL *x = (const REAL *)xv + p * in, *v = (const REAL *)vv + p * in;
    REAL *y = (REAL *)yv + p * out;
    for (int64_t oy = 0; oy < w->out_height; oy++)
      for (int64_t ox = 0; ox < w->out_width; ox++) {
        const int64_t at = K(window_maximum)(w, x, oy, ox);
        y[oy * w->out_width + ox] = at < 0 ? 0 : v[at];
      }
  }
}

static void K(im2col)(const qgan_window *w, int64_t channels, const void *xv, void *columnsv) {
  REAL *row = columnsv;
  for (int64_t c = 0; c < channels; c++)
    for (int64_t ky = 0; ky < w->kernel_height; ky++)
      for (int64_t kx = 0; kx < w->kernel_width; kx++) {
        const REAL *x = (const REAL *)xv + c * w->height * w->width;
        for (int64_t oy = 0; oy < w->out_height; oy++, row += w->out_width) {
          const int64_t iy = oy * w->stride_height - w->pad_top + ky * w->dilation_height;
          for (int64_t ox = 0; ox < w->out_width; ox++) {
            const int64_t ix = ox * w->stride_width - w->pad_left + kx * w->dilation_width;
            const int inside = iy >= 0 && iy < w->height && ix >= 0 && ix < w->width;
            row[ox] = inside ? x[iy * w->width + ix] : 0;
          }
        }
      }
}

static void K(col2im)(const qgan_window *w, int64_t channels, const void *columnsv, void *xv) {
  const REAL *row = columnsv;
  K(fill)(xv, 0, channels * w->height * w->width);
  for (int64_t c = 0; c < channels; c++)
    for (int64_t ky = 0; ky < w->kernel_height; ky++)
      for (int64_t kx = 0; kx < w->kernel_width; kx++) {
        REAL *x = (REAL *)xv + c * w->height * w->width;
        for (int64_t oy = 0; oy < w->out_height; oy++, row += w->out_width) {
          const int64_t iy = oy * w->stride_height - w->pad_top + ky * w->dilation_height;
          if (iy < 0 || iy >= w->height) continue;
          for (int64_t ox = 0; ox < w->out_width; ox++) {
            const int64_t ix = ox * w->stride_width - w->pad_left + kx * w->dilation_width;
            if (ix >= 0 && ix < w->width) x[iy * w->width + ix] += row[ox];
          }
        }
      }
}

static const qgan_tensor_table K(table) = {
    K(unary), K(binary), K(select), K(copy_strided), K(fill), K(from_double), K(first_nonfinite), K(reduce),
    K(gather), K(scatter_add), K(one_hot), K(argmax), K(linear_map), K(sample_outcomes), K(max_pool),
    K(max_pool_scatter), K(max_pool_gather), K(im2col), K(col2im)};

#undef M
#undef EACH
#undef DEFINE_UNARY
#undef DEFINE_BINARY
#undef UNARY_ENTRY
#undef BINARY_ENTRY
#undef ROWS_BEGIN
#undef ROWS_END
#undef COLUMN_BLOCK
