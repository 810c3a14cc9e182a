// Products with very few columns: vectors run along the sum, not along the columns. Included by
// convolution_direct_body.h.

// Most columns that these take, and the rows of a register tile: powers of two, for the folding below.
#define MOST_DOTS 4
#if ROWS > 6
#define DOT_ROWS(columns) ((columns) == 4 ? 4 : 8)
#else
#define DOT_ROWS(columns) ((columns) == 1 ? 8 : (columns) == 4 ? 2 : 4)
#endif

#if LANES == 2
#define EVEN 0, 2
#define ODD 1, 3
#elif LANES == 4
#define EVEN 0, 2, 4, 6
#define ODD 1, 3, 5, 7
#elif LANES == 8
#define EVEN 0, 2, 4, 6, 8, 10, 12, 14
#define ODD 1, 3, 5, 7, 9, 11, 13, 15
#else
#define EVEN 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
#define ODD 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31
#endif

INLINE V K(fold)(V a, V b) {
  return __builtin_shufflevector(a, b, EVEN) + __builtin_shufflevector(a, b, ODD);
}

// c[i][j] = sum over the runs of a[i] times row j of b; runs are whole vectors.
INLINE void K(dot_tile)(int columns, int64_t rows, const qgan_run *runs, int64_t run_count,
                        const REAL *const *a, const REAL *b, int64_t ldb, REAL *const *c) {
  enum { MOST = 8 };
  const int height = DOT_ROWS(columns);
  V sums[MOST_DOTS][MOST];
  UNROLL for (int j = 0; j < columns; j++)
    UNROLL for (int i = 0; i < height; i++) sums[j][i] = (V){0};
  ROLLED for (int64_t r = 0; r < run_count; r++) {
    const REAL *row[MOST], *w = b + runs[r].b;
    const int64_t count = runs[r].count;
    // Rows that are not there are the last one again.
    UNROLL for (int i = 0; i < height; i++) row[i] = a[i < rows ? i : rows - 1] + runs[r].a;
    ROLLED for (int64_t k = 0; k < count; k += LANES) {
      V v[MOST_DOTS];
      UNROLL for (int j = 0; j < columns; j++) v[j] = *(const V *)(w + j * ldb + k);
      UNROLL for (int i = 0; i < height; i++) {
        const V x = *(const V *)(row[i] + k);
        UNROLL for (int j = 0; j < columns; j++) sums[j][i] += x * v[j];
      }
    }
  }
  REAL values[MOST_DOTS][MOST + LANES];
  UNROLL for (int j = 0; j < columns; j++) {
    // Half as many vectors, each the sums of twice as many rows, until one row has one lane.
    UNROLL for (int step = 1; step < LANES; step *= 2) {
      if (height / step < 2) sums[j][0] = K(fold)(sums[j][0], sums[j][0]);
      UNROLL for (int i = 0; i < height / step / 2; i++)
        sums[j][i] = K(fold)(sums[j][2 * i], sums[j][2 * i + 1]);
    }
    UNROLL for (int i = 0; i < (height + LANES - 1) / LANES; i++) *(V *)(values[j] + i * LANES) = sums[j][i];
  }
  for (int64_t i = 0; i < rows; i++)
    UNROLL for (int j = 0; j < columns; j++) c[i][j] = values[j][i];
}

#define DOTS(columns)                                                                                            \
  static void K(dots_##columns)(int64_t rows, const qgan_run *runs, int64_t run_count, const REAL *const *a,     \
                                const REAL *b, int64_t ldb, REAL *const *c) {                                    \
    for (int64_t i = 0; i < rows; i += DOT_ROWS(columns))                                                        \
      K(dot_tile)(columns, at_most(rows - i, DOT_ROWS(columns)), runs, run_count, a + i, b, ldb, c + i);         \
  }
DOTS(1)
DOTS(2)
DOTS(3)
DOTS(4)
typedef void K(dot_function)(int64_t, const qgan_run *, int64_t, const REAL *const *, const REAL *, int64_t,
                             REAL *const *);
static K(dot_function) *const K(dots)[MOST_DOTS] = {K(dots_1), K(dots_2), K(dots_3), K(dots_4)};
#undef DOTS
#undef DOT_ROWS
#undef EVEN
#undef ODD
