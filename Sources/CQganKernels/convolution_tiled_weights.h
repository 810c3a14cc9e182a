// Weights into combinations, packed into panels, and sums of gradients back. Included for each element type and
// instruction set. A panel has, for every combination, rows of 2 LANES columns; a vector is of neighbouring columns.

// The kernel's elements of `lanes` neighbouring columns, zeros behind them.
INLINE void K(take_kernel)(int taps, const REAL *w, int64_t column_stride, int64_t lanes,
                           V out[MOST_TERMS][MOST_TERMS]) {
  const int elements = taps * taps;
  UNROLL for (int first = 0; first < elements; first += LANES) {
    const int width = elements - first < LANES ? elements - first : LANES;
    V block[LANES];
    UNROLL for (int j = 0; j < LANES; j++) {
      block[j] = (V){0};
      if (j < lanes) __builtin_memcpy(&block[j], w + j * column_stride + first, (size_t)width * sizeof(REAL));
    }
    K(transpose)(block);
    UNROLL for (int i = 0; i < width; i++) out[(first + i) / taps][(first + i) % taps] = block[i];
  }
}

INLINE void K(put_kernel)(int taps, REAL *w, int64_t column_stride, int64_t lanes, V in[MOST_TERMS][MOST_TERMS]) {
  const int elements = taps * taps;
  UNROLL for (int first = 0; first < elements; first += LANES) {
    const int width = elements - first < LANES ? elements - first : LANES;
    V block[LANES];
    UNROLL for (int i = 0; i < LANES; i++)
      block[i] = i < width ? in[(first + i) / taps][(first + i) % taps] : (V){0};
    K(transpose)(block);
    UNROLL for (int j = 0; j < LANES; j++)
      if (j < lanes) __builtin_memcpy(w + j * column_stride + first, &block[j], (size_t)width * sizeof(REAL));
  }
}

// Where the kernel of a row and a column is, in a layout of [filters, channels] or its transpose.
typedef struct {
  int64_t rows, columns, row_stride, column_stride;
} K(kernels);

INLINE void K(pack_kernels)(const qgan_tiled_scheme *s, const K(kernels) *k, const REAL *w, REAL *packed) {
  const int weights = s->weights;
  for (int64_t first = 0; first < k->columns; first += 2 * LANES, packed += weights * weights * k->rows * 2 * LANES)
    for (int64_t row = 0; row < k->rows; row++)
      for (int64_t half = 0; half < 2; half++) {
        const int64_t column = first + half * LANES;
        const REAL *from = w + row * k->row_stride + column * k->column_stride;
        REAL *to = packed + row * 2 * LANES + half * LANES;
        V kernel[MOST_TERMS][MOST_TERMS], out[MOST_TERMS][MOST_TERMS];
        if (k->columns - column >= LANES)
          K(take_kernel)(s->taps, from, k->column_stride, LANES, kernel);
        else
          K(take_kernel)(s->taps, from, k->column_stride, k->columns - column, kernel);
        K(separable)(weights, s->taps, s->kernel[0], MOST_TAPS, 1, kernel, out);
        UNROLL for (int i = 0; i < weights; i++)
          UNROLL for (int j = 0; j < weights; j++)
            *(V *)(to + (i * weights + j) * k->rows * 2 * LANES) = out[i][j];
      }
}

INLINE void K(finish_kernels)(const qgan_tiled_scheme *s, const K(kernels) *k, const REAL *partials, int64_t count,
                              int64_t partial_count, REAL *w) {
  const int weights = s->weights;
  for (int64_t first = 0; first < k->columns; first += 2 * LANES, partials += weights * weights * k->rows * 2 * LANES)
    for (int64_t row = 0; row < k->rows; row++)
      for (int64_t half = 0; half < 2; half++) {
        const int64_t column = first + half * LANES;
        if (column >= k->columns) continue;
        const REAL *from = partials + row * 2 * LANES + half * LANES;
        V sums[MOST_TERMS][MOST_TERMS], out[MOST_TERMS][MOST_TERMS];
        UNROLL for (int i = 0; i < weights; i++)
          UNROLL for (int j = 0; j < weights; j++)
            sums[i][j] = *(const V *)(from + (i * weights + j) * k->rows * 2 * LANES);
        ROLLED for (int64_t p = 1; p < count; p++)
          UNROLL for (int i = 0; i < weights; i++)
            UNROLL for (int j = 0; j < weights; j++)
              sums[i][j] += *(const V *)(from + p * partial_count + (i * weights + j) * k->rows * 2 * LANES);
        K(separable)(s->taps, weights, s->kernel[0], 1, MOST_TAPS, sums, out);
        REAL *to = w + row * k->row_stride + column * k->column_stride;
        if (k->columns - column >= LANES)
          K(put_kernel)(s->taps, to, k->column_stride, LANES, out);
        else
          K(put_kernel)(s->taps, to, k->column_stride, k->columns - column, out);
      }
}

#define KERNELS(scheme)                                                                                    \
  static void K(pack_kernels_##scheme)(const K(kernels) *k, const REAL *w, REAL *packed) {                 \
    K(pack_kernels)(&tiled_schemes[scheme], k, w, packed);                                                 \
  }                                                                                                        \
  static void K(finish_kernels_##scheme)(const K(kernels) *k, const REAL *partials, int64_t count,         \
                                         int64_t partial_count, REAL *w) {                                 \
    K(finish_kernels)(&tiled_schemes[scheme], k, partials, count, partial_count, w);                       \
  }
KERNELS(0)
KERNELS(1)
KERNELS(2)
#undef KERNELS
typedef void K(pack_function)(const K(kernels) *, const REAL *, REAL *);
typedef void K(finish_function)(const K(kernels) *, const REAL *, int64_t, int64_t, REAL *);
static K(pack_function) *const K(packs)[SCHEMES] = {K(pack_kernels_0), K(pack_kernels_1), K(pack_kernels_2)};
static K(finish_function) *const K(finishes)[SCHEMES] = {K(finish_kernels_0), K(finish_kernels_1),
                                                        K(finish_kernels_2)};
