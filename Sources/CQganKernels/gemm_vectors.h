// Vectors of LANES elements, and the parts that matrix products are made of. Included for each element type and
// instruction set.

typedef REAL K(vector) __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));
#define V K(vector)

// Minus zero, unlike plus, needs no instruction.
INLINE V K(splat)(REAL x) { return x - (V){0}; }

// Rows become columns, by as many interleavings as LANES has bits.
#if LANES == 2
#define LOW_HALF 0, 2
#define HIGH_HALF 1, 3
#elif LANES == 4
#define LOW_HALF 0, 4, 1, 5
#define HIGH_HALF 2, 6, 3, 7
#elif LANES == 8
#define LOW_HALF 0, 8, 1, 9, 2, 10, 3, 11
#define HIGH_HALF 4, 12, 5, 13, 6, 14, 7, 15
#else
#define LOW_HALF 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define HIGH_HALF 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#endif
INLINE void K(transpose)(V *block) {
  UNROLL for (int step = 1; step < LANES; step *= 2) {
    V next[LANES];
    UNROLL for (int i = 0; i < LANES / 2; i++) {
      next[2 * i] = __builtin_shufflevector(block[i], block[i + LANES / 2], LOW_HALF);
      next[2 * i + 1] = __builtin_shufflevector(block[i], block[i + LANES / 2], HIGH_HALF);
    }
    UNROLL for (int i = 0; i < LANES; i++) block[i] = next[i];
  }
}
#undef LOW_HALF
#undef HIGH_HALF

HIDDEN void K(qgan_gemm_rows)(int64_t rows, int64_t columns, const qgan_run *runs, int64_t run_count,
                              const REAL *const *a, const REAL *panel, REAL *const *c, int64_t first_column,
                              int accumulate);
HIDDEN void K(qgan_gemm_outer)(int64_t rows, int64_t columns, const int32_t *pairs, int64_t count,
                               const REAL *x, int64_t x_step, const REAL *d, REAL *c, int64_t ldc,
                               int accumulate);
