// Matrix products: one source, compiled for each element type and instruction set, chosen at run time.
#include "gemm_internal.h"

typedef struct {
  void (*pack)(const void *, int64_t, int64_t, int64_t, int64_t, void *);
  void (*gemm)(int64_t, int64_t, int64_t, const void *, int64_t, const void *, void *, int64_t, int);
  void (*gemm_transposed)(int64_t, int64_t, int64_t, const void *, int64_t, const void *, int64_t, void *,
                          int64_t, int);
  int64_t panel;
} qgan_gemm_table;

#define BODY "gemm_body.h"
#include "gemm_instances.h"

#if defined(__x86_64__)
static const qgan_gemm_table *const tables[3][2] = {{&table_f32_portable, &table_f64_portable},
                                                    {&table_f32_avx2, &table_f64_avx2},
                                                    {&table_f32_avx512, &table_f64_avx512}};
#else
static const qgan_gemm_table *const tables[1][2] = {{&table_f32_portable, &table_f64_portable}};
#endif

#define TABLE (tables[qgan_tensor_isa()][type == QGAN_F64])

int64_t qgan_gemm_panel(int type) { return TABLE->panel; }
int64_t qgan_gemm_packed_count(int type, int64_t k, int64_t n) {
  return pieces_of(n, TABLE->panel) * TABLE->panel * k;
}
void qgan_gemm_pack(int type, const void *b, int64_t row_stride, int64_t column_stride, int64_t k, int64_t n,
                    void *packed) {
  TABLE->pack(b, row_stride, column_stride, k, n, packed);
}
void qgan_gemm(int type, int64_t m, int64_t n, int64_t k, const void *a, int64_t lda, const void *packed,
               void *c, int64_t ldc, int accumulate) {
  TABLE->gemm(m, n, k, a, lda, packed, c, ldc, accumulate);
}
void qgan_gemm_transposed(int type, int64_t m, int64_t k, int64_t n, const void *a, int64_t lda,
                          const void *b, int64_t ldb, void *c, int64_t ldc, int accumulate) {
  TABLE->gemm_transposed(m, k, n, a, lda, b, ldb, c, ldc, accumulate);
}
