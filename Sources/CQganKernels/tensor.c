// The tensor kernels: one source, compiled for each element type and instruction set, chosen at run time.
#include "tensor.h"

#include <math.h>
#include <stddef.h>

#include "streaming.h"
#include "tensor_lists.h"

// Loops that call the C library do not vectorise, and that is fine.
#pragma clang diagnostic ignored "-Wpass-failed"

typedef struct {
  void (*unary)(int, int, const int64_t *, const int64_t *, const void *, void *, double, int64_t, int64_t);
  void (*binary)(int, int, const int64_t *, const int64_t *, const void *, const void *, void *, int64_t,
                 int64_t);
  void (*select)(int, const int64_t *, const int64_t *, const void *, const void *, const void *, void *,
                 int64_t, int64_t);
  void (*copy_strided)(int, const int64_t *, const int64_t *, const int64_t *, const void *, void *, int64_t,
                       int64_t);
  void (*fill)(void *, double, int64_t);
  void (*from_double)(const double *, void *, int64_t);
  int64_t (*first_nonfinite)(const void *, int64_t);
  void (*reduce)(int, int, const int64_t *, const int64_t *, int, const int64_t *, const int64_t *,
                 const void *, void *, int64_t, int64_t);
  int64_t (*gather)(const void *, int64_t, int64_t, const void *, int64_t, void *);
  int64_t (*scatter_add)(const void *, const void *, int64_t, int64_t, int64_t, void *);
  int64_t (*one_hot)(const void *, int64_t, int64_t, void *);
  void (*argmax)(const void *, int64_t, int64_t, int64_t, void *);
  void (*linear_map)(const void *, int64_t, int64_t, int64_t, const int64_t *, const int64_t *, const void *,
                     void *, int64_t, int64_t);
  void (*sample_outcomes)(const void *, const void *, int64_t, int, void *);
  void (*max_pool)(const qgan_window *, const void *, void *, int64_t, int64_t);
  void (*max_pool_scatter)(const qgan_window *, const void *, const void *, void *, int64_t, int64_t);
  void (*max_pool_gather)(const qgan_window *, const void *, const void *, void *, int64_t, int64_t);
  void (*im2col)(const qgan_window *, int64_t, const void *, void *);
  void (*col2im)(const qgan_window *, int64_t, const void *, void *);
} qgan_tensor_table;

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

#define K(name) JOIN(name, _f32_portable)
#include "tensor_f32.h"
#undef K
#define K(name) JOIN(name, _f64_portable)
#include "tensor_f64.h"
#undef K

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define K(name) JOIN(name, _f32_avx2)
#include "tensor_f32.h"
#undef K
#define K(name) JOIN(name, _f64_avx2)
#include "tensor_f64.h"
#undef K
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma,prefer-256-bit"))), apply_to = function)
#define K(name) JOIN(name, _f32_avx512)
#include "tensor_f32.h"
#undef K
#define K(name) JOIN(name, _f64_avx512)
#include "tensor_f64.h"
#undef K
#pragma clang attribute pop

static const qgan_tensor_table *const tables[3][2] = {{&table_f32_portable, &table_f64_portable},
                                                      {&table_f32_avx2, &table_f64_avx2},
                                                      {&table_f32_avx512, &table_f64_avx512}};

static int best_isa(void) {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 0;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"))
    return 2;
  return 1;
}
#else
static const qgan_tensor_table *const tables[1][2] = {{&table_f32_portable, &table_f64_portable}};
static int best_isa(void) { return 0; }
#endif

int qgan_tensor_isa(void) {
  static _Atomic int known = -1;
  int isa = known;
  if (isa < 0) known = isa = best_isa();
  return isa;
}

#define TABLE (tables[qgan_tensor_isa()][type == QGAN_F64])

#define NAME_ENTRY(name, expression) #name,
static const char *const unary_names[] = {QGAN_UNARY_LIST(NAME_ENTRY)};
static const char *const binary_names[] = {QGAN_BINARY_LIST(NAME_ENTRY)};

int qgan_unary_count(void) { return (int)(sizeof(unary_names) / sizeof(*unary_names)); }
const char *qgan_unary_name(int op) { return unary_names[op]; }
int qgan_binary_count(void) { return (int)(sizeof(binary_names) / sizeof(*binary_names)); }
const char *qgan_binary_name(int op) { return binary_names[op]; }

void qgan_unary(int type, int op, int rank, const int64_t *sizes, const int64_t *x_strides, const void *x,
                void *y, double parameter, int64_t begin, int64_t end) {
  TABLE->unary(op, rank, sizes, x_strides, x, y, parameter, begin, end);
}
void qgan_unary_on(int isa, int type, int op, int rank, const int64_t *sizes, const int64_t *x_strides,
                   const void *x, void *y, double parameter, int64_t begin, int64_t end) {
  const int best = qgan_tensor_isa(), chosen = isa < 0 ? 0 : isa > best ? best : isa;
  tables[chosen][type == QGAN_F64]->unary(op, rank, sizes, x_strides, x, y, parameter, begin, end);
}
void qgan_binary(int type, int op, int rank, const int64_t *sizes, const int64_t *strides, const void *a,
                 const void *b, void *y, int64_t begin, int64_t end) {
  TABLE->binary(op, rank, sizes, strides, a, b, y, begin, end);
}
void qgan_select(int type, int rank, const int64_t *sizes, const int64_t *strides, const void *mask,
                 const void *a, const void *b, void *y, int64_t begin, int64_t end) {
  TABLE->select(rank, sizes, strides, mask, a, b, y, begin, end);
}
void qgan_copy_strided(int type, int rank, const int64_t *sizes, const int64_t *dst_strides,
                       const int64_t *src_strides, const void *src, void *dst, int64_t begin, int64_t end) {
  TABLE->copy_strided(rank, sizes, dst_strides, src_strides, src, dst, begin, end);
}
void qgan_fill(int type, void *y, double value, int64_t count) { TABLE->fill(y, value, count); }
void qgan_from_double(int type, const double *values, void *y, int64_t count) {
  TABLE->from_double(values, y, count);
}
int64_t qgan_first_nonfinite(int type, const void *x, int64_t count) {
  return TABLE->first_nonfinite(x, count);
}
void qgan_reduce(int type, int op, int kept_rank, const int64_t *kept_sizes, const int64_t *kept_strides,
                 int reduced_rank, const int64_t *reduced_sizes, const int64_t *reduced_strides,
                 const void *x, void *y, int64_t begin, int64_t end) {
  TABLE->reduce(op, kept_rank, kept_sizes, kept_strides, reduced_rank, reduced_sizes, reduced_strides, x, y,
                begin, end);
}
int64_t qgan_gather(int type, const void *table, int64_t rows, int64_t width, const void *indices,
                    int64_t count, void *out) {
  return TABLE->gather(table, rows, width, indices, count, out);
}
int64_t qgan_scatter_add(int type, const void *indices, const void *values, int64_t count, int64_t rows,
                         int64_t width, void *out) {
  return TABLE->scatter_add(indices, values, count, rows, width, out);
}
int64_t qgan_one_hot(int type, const void *labels, int64_t count, int64_t classes, void *out) {
  return TABLE->one_hot(labels, count, classes, out);
}
void qgan_argmax(int type, const void *x, int64_t outer, int64_t size, int64_t inner, void *y) {
  TABLE->argmax(x, outer, size, inner, y);
}
void qgan_linear_map(int type, const void *x, int64_t columns_count, int64_t inner, int64_t rows,
                     const int64_t *offsets, const int64_t *columns, const void *weights, void *y,
                     int64_t begin, int64_t end) {
  TABLE->linear_map(x, columns_count, inner, rows, offsets, columns, weights, y, begin, end);
}
void qgan_sample_outcomes(int type, const void *probabilities, const void *uniform, int64_t batch, int bits,
                          void *y) {
  TABLE->sample_outcomes(probabilities, uniform, batch, bits, y);
}
void qgan_max_pool(int type, const qgan_window *w, const void *x, void *y, int64_t begin, int64_t end) {
  TABLE->max_pool(w, x, y, begin, end);
}
void qgan_max_pool_scatter(int type, const qgan_window *w, const void *x, const void *dy, void *dx,
                           int64_t begin, int64_t end) {
  TABLE->max_pool_scatter(w, x, dy, dx, begin, end);
}
void qgan_max_pool_gather(int type, const qgan_window *w, const void *x, const void *v, void *y,
                          int64_t begin, int64_t end) {
  TABLE->max_pool_gather(w, x, v, y, begin, end);
}
void qgan_im2col(int type, const qgan_window *w, int64_t channels, const void *x, void *columns) {
  TABLE->im2col(w, channels, x, columns);
}
void qgan_col2im(int type, const qgan_window *w, int64_t channels, const void *columns, void *x) {
  TABLE->col2im(w, channels, columns, x);
}
