// Included once for each element type and instruction set by gemm.c.
#include "gemm_tiles.h"

// c[i] = sum over runs of a[i] times a panel's columns, for `rows` rows of which each begins where a[i] says.
HIDDEN void K(qgan_gemm_rows)(int64_t rows, int64_t columns, const qgan_run *runs, int64_t run_count,
                              const REAL *const *a, const REAL *panel, REAL *const *c, int64_t first_column,
                              int accumulate) {
  const int64_t tiles = pieces_of(rows, ROWS);
  const int wide = columns > LANES;
  for (int64_t t = 0; t < tiles; t++) {
    const int64_t begin = piece_begin(rows, tiles, t), count = piece_begin(rows, tiles, t + 1) - begin;
    K(row_tiles)[count - 1][wide](runs, run_count, a + begin, panel, c + begin, first_column, columns,
                                  accumulate);
  }
}

// c[j][0..<columns] (+)= sum over pixels of x[.. + j] d[..][0..<columns] for `rows` neighbouring elements of x. Offsets of
// the pixels in x and d come in pairs, or are multiples of a step and of a panel's width if there are no pairs.
HIDDEN void K(qgan_gemm_outer)(int64_t rows, int64_t columns, const int32_t *pairs, int64_t count,
                               const REAL *x, int64_t x_step, const REAL *d, REAL *c, int64_t ldc,
                               int accumulate) {
  const int64_t tiles = pieces_of(rows, ROWS);
  const int wide = columns > LANES;
  for (int64_t t = 0; t < tiles; t++) {
    const int64_t begin = piece_begin(rows, tiles, t), height = piece_begin(rows, tiles, t + 1) - begin;
    K(outer_tiles)[height - 1][wide][pairs != NULL](pairs, count, x + begin, x_step, d, c + begin * ldc, ldc,
                                                    columns, accumulate);
  }
}

// Copies `count` rows of `columns` elements into rows of a panel's width, zeros behind them.
HIDDEN void K(qgan_gemm_panel_rows)(const REAL *b, int64_t ldb, int64_t count, int64_t columns, REAL *panel) {
  if (columns == 2 * LANES) {
    for (int64_t i = 0; i < count; i++, b += ldb, panel += 2 * LANES) {
      const V low = *(const V *)b, high = *(const V *)(b + LANES);
      *(V *)panel = low;
      *(V *)(panel + LANES) = high;
    }
    return;
  }
  for (int64_t i = 0; i < count; i++, b += ldb, panel += 2 * LANES) {
    for (int64_t j = 0; j < columns; j++) panel[j] = b[j];
    for (int64_t j = columns; j < 2 * LANES; j++) panel[j] = 0;
  }
}

// Rows of a panel from a matrix stored by columns, each `stride` elements after the one before.
HIDDEN void K(qgan_gemm_panel_columns)(const REAL *b, int64_t stride, int64_t count, int64_t columns,
                                       REAL *panel) {
  int64_t i = 0;
  for (; columns == 2 * LANES && i + LANES <= count; i += LANES)
    for (int64_t half = 0; half < 2; half++) {
      V block[LANES];
      UNROLL for (int j = 0; j < LANES; j++) block[j] = *(const V *)(b + (half * LANES + j) * stride + i);
      K(transpose)(block);
      UNROLL for (int j = 0; j < LANES; j++) *(V *)(panel + (i + j) * 2 * LANES + half * LANES) = block[j];
    }
  for (; i < count; i++)
    for (int64_t j = 0; j < 2 * LANES; j++) panel[i * 2 * LANES + j] = j < columns ? b[j * stride + i] : 0;
}

static void K(pack)(const void *bv, int64_t row_stride, int64_t column_stride, int64_t k, int64_t n,
                    void *packed) {
  const REAL *b = bv;
  REAL *panel = packed;
  for (int64_t first = 0; first < n; first += 2 * LANES, panel += k * 2 * LANES) {
    const int64_t columns = at_most(n - first, 2 * LANES);
    const REAL *source = b + first * column_stride;
    if (column_stride == 1) {
      K(qgan_gemm_panel_rows)(source, row_stride, k, columns, panel);
    } else if (row_stride == 1) {
      K(qgan_gemm_panel_columns)(source, column_stride, k, columns, panel);
    } else {
      for (int64_t i = 0; i < k; i++)
        for (int64_t j = 0; j < 2 * LANES; j++)
          panel[i * 2 * LANES + j] = j < columns ? source[i * row_stride + j * column_stride] : 0;
    }
  }
}

static void K(gemm)(int64_t m, int64_t n, int64_t k, const void *av, int64_t lda, const void *packed, void *cv,
                    int64_t ldc, int accumulate) {
  const REAL *a = av;
  REAL *c = cv;
  const int64_t blocks = k > 0 ? pieces_of(k, BLOCK) : 1;
  const REAL *rows[MOST_ROWS];
  REAL *results[MOST_ROWS];
  for (int64_t first = 0; first < m; first += MOST_ROWS) {
    const int64_t height = at_most(m - first, MOST_ROWS);
    for (int64_t i = 0; i < height; i++) {
      rows[i] = a + (first + i) * lda;
      results[i] = c + (first + i) * ldc;
    }
    for (int64_t block = 0; block < blocks; block++) {
      const int64_t begin = piece_begin(k, blocks, block);
      const qgan_run run = {begin, begin * 2 * LANES, piece_begin(k, blocks, block + 1) - begin};
      for (int64_t j = 0; j < n; j += 2 * LANES)
        K(qgan_gemm_rows)(height, at_most(n - j, 2 * LANES), &run, 1, rows, (const REAL *)packed + j * k, results,
                          j, accumulate || block > 0);
    }
  }
}

static void K(gemm_transposed)(int64_t m, int64_t k, int64_t n, const void *av, int64_t lda, const void *bv,
                               int64_t ldb, void *cv, int64_t ldc, int accumulate) {
  const REAL *a = av, *b = bv;
  REAL *c = cv;
  const int64_t blocks = m > 0 ? pieces_of(m, MOST_PIXELS) : 1;
  _Alignas(64) REAL panel[MOST_PIXELS * 2 * LANES];
  for (int64_t block = 0; block < blocks; block++) {
    const int64_t begin = piece_begin(m, blocks, block), count = piece_begin(m, blocks, block + 1) - begin;
    for (int64_t j = 0; j < n; j += 2 * LANES) {
      const int64_t columns = at_most(n - j, 2 * LANES);
      K(qgan_gemm_panel_rows)(b + begin * ldb + j, ldb, count, columns, panel);
      K(qgan_gemm_outer)(k, columns, NULL, count, a + begin * lda, lda, panel, c + j, ldc,
                         accumulate || block > 0);
    }
  }
}

static const qgan_gemm_table K(table) = {K(pack), K(gemm), K(gemm_transposed), 2 * LANES};
#undef V
