// Register tiles: ROWS x 2 vectors of sums. Included by gemm_body.h.

#include "gemm_vectors.h"

// Stores `columns` of the columns that `low` and `high` are, added to what is there if `accumulate`.
INLINE void K(store)(V low, V high, REAL *c, int64_t columns, int vectors, int accumulate) {
  if (columns == vectors * LANES) {
    if (accumulate) low += *(const V *)c;
    *(V *)c = low;
    if (vectors == 1) return;
    if (accumulate) high += *(const V *)(c + LANES);
    *(V *)(c + LANES) = high;
  } else {
    REAL values[2 * LANES];
    *(V *)values = low;
    *(V *)(values + LANES) = high;
    for (int64_t j = 0; j < columns; j++) c[j] = accumulate ? c[j] + values[j] : values[j];
  }
}

// Tile of a product whose rows of A lie anywhere.
INLINE void K(row_tile)(int rows, int vectors, const qgan_run *runs, int64_t run_count, const REAL *const *a,
                        const REAL *panel, REAL *const *c, int64_t first_column, int64_t columns,
                        int accumulate) {
  V sums[ROWS][2];
  UNROLL for (int i = 0; i < rows; i++) sums[i][0] = sums[i][1] = (V){0};
  ROLLED for (int64_t r = 0; r < run_count; r++) {
    const REAL *row[ROWS], *b = panel + runs[r].b;
    const int64_t count = runs[r].count;
    UNROLL for (int i = 0; i < rows; i++) row[i] = a[i] + runs[r].a;
    ROLLED for (int64_t k = 0; k < count; k++) {
      const V low = *(const V *)b, high = vectors == 2 ? *(const V *)(b + LANES) : (V){0};
      b += 2 * LANES;
      UNROLL for (int i = 0; i < rows; i++) {
        const V x = K(splat)(row[i][k]);
        sums[i][0] += x * low;
        if (vectors == 2) sums[i][1] += x * high;
      }
    }
  }
  UNROLL for (int i = 0; i < rows; i++)
    K(store)(sums[i][0], sums[i][1], c[i] + first_column, columns, vectors, accumulate);
}

// Tile of a sum of outer products of neighbouring elements of x with rows of a panel.
INLINE void K(outer_tile)(int rows, int vectors, int listed, const int32_t *pairs, int64_t count, const REAL *x,
                          int64_t x_step, const REAL *d, REAL *c, int64_t ldc, int64_t columns,
                          int accumulate) {
  V sums[ROWS][2];
  UNROLL for (int i = 0; i < rows; i++) sums[i][0] = sums[i][1] = (V){0};
  ROLLED for (int64_t p = 0; p < count; p++) {
    const REAL *xp = listed ? x + pairs[2 * p] : x, *b = listed ? d + pairs[2 * p + 1] : d;
    const V low = *(const V *)b, high = vectors == 2 ? *(const V *)(b + LANES) : (V){0};
    UNROLL for (int i = 0; i < rows; i++) {
      const V s = K(splat)(xp[i]);
      sums[i][0] += s * low;
      if (vectors == 2) sums[i][1] += s * high;
    }
    if (!listed) {
      x += x_step;
      d += 2 * LANES;
    }
  }
  UNROLL for (int i = 0; i < rows; i++)
    K(store)(sums[i][0], sums[i][1], c + i * ldc, columns, vectors, accumulate);
}

#define ROW_TILE(rows, vectors)                                                                                \
  static void K(row_tile_##rows##_##vectors)(const qgan_run *runs, int64_t run_count, const REAL *const *a,    \
                                             const REAL *panel, REAL *const *c, int64_t first_column,          \
                                             int64_t columns, int accumulate) {                                \
    K(row_tile)(rows, vectors, runs, run_count, a, panel, c, first_column, columns, accumulate);               \
  }
#define OUTER_TILE(rows, vectors, listed)                                                                      \
  static void K(outer_tile_##rows##_##vectors##_##listed)(const int32_t *pairs, int64_t count, const REAL *x,  \
                                                          int64_t x_step, const REAL *d, REAL *c, int64_t ldc, \
                                                          int64_t columns, int accumulate) {                   \
    K(outer_tile)(rows, vectors, listed, pairs, count, x, x_step, d, c, ldc, columns, accumulate);             \
  }
#define TILES(rows)      \
  ROW_TILE(rows, 1)      \
  ROW_TILE(rows, 2)      \
  OUTER_TILE(rows, 1, 0) \
  OUTER_TILE(rows, 1, 1) \
  OUTER_TILE(rows, 2, 0) \
  OUTER_TILE(rows, 2, 1)
TILES(1)
TILES(2)
TILES(3)
TILES(4)
TILES(5)
TILES(6)
#if ROWS > 6
TILES(7)
TILES(8)
#endif

typedef void K(row_function)(const qgan_run *, int64_t, const REAL *const *, const REAL *, REAL *const *, int64_t,
                             int64_t, int);
typedef void K(outer_function)(const int32_t *, int64_t, const REAL *, int64_t, const REAL *, REAL *, int64_t,
                               int64_t, int);
#define ROW_ENTRY(rows) {K(row_tile_##rows##_1), K(row_tile_##rows##_2)}
#define OUTER_ENTRY(rows)                                  \
  {                                                        \
    {K(outer_tile_##rows##_1_0), K(outer_tile_##rows##_1_1)}, \
        {K(outer_tile_##rows##_2_0), K(outer_tile_##rows##_2_1)} \
  }
static K(row_function) *const K(row_tiles)[ROWS][2] = {ROW_ENTRY(1), ROW_ENTRY(2), ROW_ENTRY(3),
                                                       ROW_ENTRY(4), ROW_ENTRY(5), ROW_ENTRY(6),
#if ROWS > 6
                                                       ROW_ENTRY(7), ROW_ENTRY(8),
#endif
};
static K(outer_function) *const K(outer_tiles)[ROWS][2][2] = {OUTER_ENTRY(1), OUTER_ENTRY(2), OUTER_ENTRY(3),
                                                              OUTER_ENTRY(4), OUTER_ENTRY(5), OUTER_ENTRY(6),
#if ROWS > 6
                                                              OUTER_ENTRY(7), OUTER_ENTRY(8),
#endif
};
#undef ROW_TILE
#undef OUTER_TILE
#undef TILES
#undef ROW_ENTRY
#undef OUTER_ENTRY
