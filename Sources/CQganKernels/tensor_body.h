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

typedef REAL K(line) __attribute__((vector_size(64), may_alias));
typedef REAL K(any_line) __attribute__((vector_size(64), aligned(sizeof(REAL)), may_alias));

// Copies a row; past the caches if asked and if it is whole lines.
static inline void K(copy_row)(REAL *dst, const REAL *src, int64_t n, int streams) {
  if (!streams || ((uintptr_t)dst & 63) != 0 || n * sizeof(REAL) % 64 != 0) {
    __builtin_memcpy(dst, src, (size_t)n * sizeof(REAL));
    return;
  }
  const int64_t lines = n * (int64_t)sizeof(REAL) / 64;
  for (int64_t i = 0; i < lines; i++)
    __builtin_nontemporal_store((K(line))((const K(any_line) *)src)[i], (K(line) *)dst + i);
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
  int64_t bytes = sizeof(REAL);
  for (int d = 0; d < rank; d++) bytes *= sizes[d];
  const int streams = bytes >= LARGE_RESULT;
  for (;;) {
    if (rank > 2 && position[0] >= end) break;
    const REAL *src = srcv;
    REAL *dst = dstv;
    for (int d = 0; d < inner; d++) {
      src += position[d] * ss[d];
      dst += position[d] * ds[d];
    }
    if (dcs == 1 && scs == 1) {
      for (int64_t r = first; r < stop; r++)
        K(copy_row)(dst + r * drs + c0, src + r * srs + c0, c1 - c0, streams);
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
    if (d < 0 || rank <= 2) break;
  }
  if (streams) finish_streaming();
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
