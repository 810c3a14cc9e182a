#pragma once
// Matrix products of row-major matrices on the calling thread, for kernels that keep threads and memory themselves.
//
// A product takes B packed, once for all rows of A:
//
//   packed = memory for qgan_gemm_packed_count(type, k, n) elements
//   qgan_gemm_pack(type, b, n, 1, k, n, packed);              b is [k, n] row-major
//   qgan_gemm_pack(type, b, 1, k, k, n, packed);              b is [n, k] row-major, so the product is with its transpose
//   qgan_gemm(type, rows, n, k, a, lda, packed, c, ldc, 0);   any rows; split them over threads as you like
//
// and the product of A's transpose with B (weight gradients) takes both as they are:
//
//   qgan_gemm_transposed(type, rows, k, n, a, lda, b, ldb, c, ldc, 0)
//
// Split that over threads by columns of A (rows of the result), best in multiples of 32, or by columns of B: multiples of
// qgan_gemm_panel(type). Every split gives the same bytes; a split of the rows summed over does not.
// The element type comes first, QGAN_F32 or QGAN_F64; sizes and strides are in elements. Nothing here allocates.
// Sizes may be zero; results may not overlap operands.
#include <stdint.h>

/// Columns of a panel of packed B: packing pads to multiples of it.
int64_t qgan_gemm_panel(int type);

/// Elements of a packed matrix of k rows and n columns.
int64_t qgan_gemm_packed_count(int type, int64_t k, int64_t n);

/// Packs the k x n matrix whose element (i, j) is b[i * row_stride + j * column_stride].
void qgan_gemm_pack(int type, const void *b, int64_t row_stride, int64_t column_stride, int64_t k, int64_t n,
                    void *packed);

/// c [m, n] = a [m, k] times the packed k x n matrix, added to c if `accumulate`; rows of a and c are lda and ldc
/// elements apart.
void qgan_gemm(int type, int64_t m, int64_t n, int64_t k, const void *a, int64_t lda, const void *packed,
               void *c, int64_t ldc, int accumulate);

/// c [k, n] = transpose of a [m, k] times b [m, n], added to c if `accumulate`.
void qgan_gemm_transposed(int type, int64_t m, int64_t k, int64_t n, const void *a, int64_t lda,
                          const void *b, int64_t ldb, void *c, int64_t ldc, int accumulate);
