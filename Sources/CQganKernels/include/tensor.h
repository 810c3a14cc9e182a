#pragma once
// Tensor kernels: element-wise functions, reductions, data movement, indexing, pooling, random draws.
//
// Every function takes the element type first and works on raw pointers to elements of that type; sizes and
// strides are in elements. Nothing here allocates. A result may be the same memory as an operand of an
// element-wise function that is read with the result's own layout; otherwise memory must not overlap.
// Ranges [begin, end) let the caller split the work; any split gives the same bytes unless it says otherwise.
#include <stdint.h>

/// Element types.
#define QGAN_F32 0
#define QGAN_F64 1

/// Most axes that a loop may have after neighbouring axes were merged.
#define QGAN_MAX_RANK 12

/// Instruction sets that kernels are compiled for: 0 portable, 1 AVX2 with FMA, 2 AVX-512 F, VL, BW, DQ.
int qgan_tensor_isa(void);

/// Element-wise functions of one operand, by number.
int qgan_unary_count(void);
const char *qgan_unary_name(int op);
/// Element-wise functions of two operands, by number.
int qgan_binary_count(void);
const char *qgan_binary_name(int op);

/// y[i] = f(x[i]) for the flat indices [begin, end) of a contiguous y of the given sizes; parameter is the
/// function's constant, if it has one.
void qgan_unary(int type, int op, int rank, const int64_t *sizes, const int64_t *x_strides, const void *x,
                void *y, double parameter, int64_t begin, int64_t end);
/// The same on an instruction set, or the best one if the processor lacks it. Nothing switches instruction sets for
/// the process: their roundings differ, and whoever computes meanwhile must get the same bytes every time.
void qgan_unary_on(int isa, int type, int op, int rank, const int64_t *sizes, const int64_t *x_strides,
                   const void *x, void *y, double parameter, int64_t begin, int64_t end);
/// y[i] = f(a[i], b[i]); strides holds rank strides of a, then rank strides of b.
void qgan_binary(int type, int op, int rank, const int64_t *sizes, const int64_t *strides, const void *a,
                 const void *b, void *y, int64_t begin, int64_t end);
/// y[i] = mask[i] != 0 ? a[i] : b[i]; strides holds those of mask, a and b.
void qgan_select(int type, int rank, const int64_t *sizes, const int64_t *strides, const void *mask,
                 const void *a, const void *b, void *y, int64_t begin, int64_t end);

/// dst[i . dst_strides] = src[i . src_strides] for indices whose first coordinate is in [begin, end).
void qgan_copy_strided(int type, int rank, const int64_t *sizes, const int64_t *dst_strides,
                       const int64_t *src_strides, const void *src, void *dst, int64_t begin, int64_t end);
/// y[0..<count] = value
void qgan_fill(int type, void *y, double value, int64_t count);
/// y[i] = values[i], rounded to the element type.
void qgan_from_double(int type, const double *values, void *y, int64_t count);
/// The first index whose element is NaN or infinite, or -1.
int64_t qgan_first_nonfinite(int type, const void *x, int64_t count);

#define QGAN_SUM 0
#define QGAN_MAX 1
/// y[k] = sum or maximum over the reduced axes, for flat kept indices [begin, end). The innermost of all axes
/// (last kept or last reduced) has stride 1. Sums are kept in double precision beyond short blocks.
void qgan_reduce(int type, int op, int kept_rank, const int64_t *kept_sizes, const int64_t *kept_strides,
                 int reduced_rank, const int64_t *reduced_sizes, const int64_t *reduced_strides,
                 const void *x, void *y, int64_t begin, int64_t end);

/// out[k, :] = table[indices[k], :]; returns -1, or the first k whose index is not in 0..<rows.
int64_t qgan_gather(int type, const void *table, int64_t rows, int64_t width, const void *indices,
                    int64_t count, void *out);
/// out[indices[k], :] += values[k, :] from zero, in order; returns like qgan_gather.
int64_t qgan_scatter_add(int type, const void *indices, const void *values, int64_t count, int64_t rows,
                         int64_t width, void *out);
/// out[k, labels[k]] = 1, else 0; returns like qgan_gather.
int64_t qgan_one_hot(int type, const void *labels, int64_t count, int64_t classes, void *out);
/// y[o, i] = first position of the largest x[o, :, i]; NaN counts as largest.
void qgan_argmax(int type, const void *x, int64_t outer, int64_t size, int64_t inner, void *y);
/// y[o, r, :] = sum over entries e of row r of weights[e] x[o, columns[e], :], for o in [begin, end).
void qgan_linear_map(int type, const void *x, int64_t columns_count, int64_t inner, int64_t rows,
                     const int64_t *offsets, const int64_t *columns, const void *weights, void *y,
                     int64_t begin, int64_t end);
/// y[b, :] = bits, most significant first, of the outcome that uniform[b] selects from probabilities[b, :].
void qgan_sample_outcomes(int type, const void *probabilities, const void *uniform, int64_t batch, int bits,
                          void *y);

/// A sliding window over planes of height x width.
typedef struct {
  int64_t height, width, out_height, out_width;
  int64_t kernel_height, kernel_width, stride_height, stride_width;
  int64_t pad_top, pad_left, dilation_height, dilation_width;
} qgan_window;

/// y = maxima over windows, for planes [begin, end).
void qgan_max_pool(int type, const qgan_window *w, const void *x, void *y, int64_t begin, int64_t end);
/// dx = dy put where each window's maximum of x is, zero elsewhere.
void qgan_max_pool_scatter(int type, const qgan_window *w, const void *x, const void *dy, void *dx,
                           int64_t begin, int64_t end);
/// y = v taken where each window's maximum of x is.
void qgan_max_pool_gather(int type, const qgan_window *w, const void *x, const void *v, void *y,
                          int64_t begin, int64_t end);
/// columns[(c, ky, kx), (oy, ox)] = x[c, y, x] or zero outside.
void qgan_im2col(int type, const qgan_window *w, int64_t channels, const void *x, void *columns);
/// The adjoint of qgan_im2col: x = sum of what columns holds of each element.
void qgan_col2im(int type, const qgan_window *w, int64_t channels, const void *columns, void *x);

/// Philox4x32-10 (Salmon et al., Parallel random numbers: as easy as 1, 2, 3, SC 2011).
void qgan_philox4x32_10(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);
/// out[i] for element index i in [begin, end): uniform in [0, 1). The counter is (i / 2 low, high, step low,
/// high); elements 2k and 2k + 1 use words 0, 1 and 2, 3 of the block as the high and low half of 64 bits, of
/// which the top 24 (single) or 53 (double precision) count.
void qgan_random_uniform(int type, uint64_t key, uint64_t step, void *out, int64_t begin, int64_t end);
/// Like qgan_random_uniform, but standard normal: Box-Muller on the two values u, v of a block:
/// sqrt(-2 log(1 - u)) (cos(2 pi v), sin(2 pi v)).
void qgan_random_normal(int type, uint64_t key, uint64_t step, void *out, int64_t begin, int64_t end);

/// Processors that this process may use.
int qgan_processor_count(void);
