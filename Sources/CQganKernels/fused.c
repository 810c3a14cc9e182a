// Fused element-wise programs: one source, compiled for each element type and instruction set, chosen at run time.
#include "fused.h"

#include <math.h>
#include <string.h>

#include "fused_lists.h"
#include "tensor.h"
#include "tensor_lists.h"

// Loops that call the C library do not vectorise, and that is fine.
#pragma clang diagnostic ignored "-Wpass-failed"

typedef struct {
  void (*run)(const qgan_fused *, int64_t, int64_t);
  void (*finish)(const qgan_fused *, int64_t);
} qgan_fused_table;

int64_t qgan_fused_header_bytes(const qgan_fused *f) {
  return (f->place_count * (int64_t)sizeof(void *) + 63) / 64 * 64;
}

int64_t qgan_fused_blocks(const qgan_fused *f) {
  return f->count / f->row * ((f->row + f->block - 1) / f->block);
}

int64_t qgan_fused_total_count(const qgan_fused *f, int64_t pieces) {
  return f->sum_count * (f->is_ordered ? f->kept + pieces : f->kept * pieces);
}

// The first block of a piece; the first pieces are one longer where blocks do not come out even.
static int64_t first_block(const qgan_fused *f, int64_t piece, int64_t pieces) {
  const int64_t blocks = qgan_fused_blocks(f), more = blocks % pieces;
  return piece * (blocks / pieces) + (piece < more ? piece : more);
}

static int64_t first_element(const qgan_fused *f, int64_t block) {
  const int64_t in_row = (f->row + f->block - 1) / f->block;
  return block / in_row * f->row + block % in_row * f->block;
}

// The first and the last total that a piece adds to, where they are ordered.
static int64_t first_total(const qgan_fused *f, int64_t piece, int64_t pieces) {
  return first_element(f, first_block(f, piece, pieces)) / f->run;
}
static int64_t last_total(const qgan_fused *f, int64_t piece, int64_t pieces) {
  return (first_element(f, first_block(f, piece + 1, pieces)) - 1) / f->run;
}

// Total 0 of a sum as the piece sees it. Ordered totals of all pieces lie in one array, where a piece's are as many
// places further as pieces come before, so that no two pieces write the same.
static double *totals_of(const qgan_fused *f, int64_t sum, int64_t piece, int64_t pieces) {
  if (f->is_ordered) return f->totals + sum * (f->kept + pieces) + piece;
  return f->totals + (sum * pieces + piece) * f->kept;
}

static void clear_totals(const qgan_fused *f, int64_t piece, int64_t pieces) {
  const int64_t first = f->is_ordered ? first_total(f, piece, pieces) : 0;
  const int64_t last = f->is_ordered ? last_total(f, piece, pieces) : f->kept - 1;
  for (int64_t s = 0; s < f->sum_count; s++) {
    double *totals = totals_of(f, s, piece, pieces);
    for (int64_t k = first; k <= last; k++) totals[k] = 0;
  }
}

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

#define K(name) JOIN(name, _f32_portable)
#include "fused_f32.h"
#undef K
#define K(name) JOIN(name, _f64_portable)
#include "fused_f64.h"
#undef K

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define K(name) JOIN(name, _f32_avx2)
#include "fused_f32.h"
#undef K
#define K(name) JOIN(name, _f64_avx2)
#include "fused_f64.h"
#undef K
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"))), apply_to = function)
#define K(name) JOIN(name, _f32_avx512)
#include "fused_f32.h"
#undef K
#define K(name) JOIN(name, _f64_avx512)
#include "fused_f64.h"
#undef K
#pragma clang attribute pop

static const qgan_fused_table *const tables[3][2] = {{&table_f32_portable, &table_f64_portable},
                                                     {&table_f32_avx2, &table_f64_avx2},
                                                     {&table_f32_avx512, &table_f64_avx512}};
#else
static const qgan_fused_table *const tables[1][2] = {{&table_f32_portable, &table_f64_portable}};
#endif

#define NAME_ENTRY(name, expression) #name,
static const char *const names[] = {QGAN_UNARY_LIST(NAME_ENTRY) QGAN_BINARY_LIST(NAME_ENTRY)
                                        QGAN_FUSED_BINARY_LIST(NAME_ENTRY) QGAN_FUSED_TERNARY_LIST(NAME_ENTRY)};

int qgan_fused_function(const char *name) {
  for (int k = 0; k < (int)(sizeof(names) / sizeof(*names)); k++)
    if (strcmp(names[k], name) == 0) return k;
  return -1;
}

void qgan_fused_run(int type, const qgan_fused *f, int64_t piece, int64_t pieces) {
  tables[f->isa][type == QGAN_F64]->run(f, piece, pieces);
}
void qgan_fused_finish(int type, const qgan_fused *f, int64_t pieces) {
  tables[f->isa][type == QGAN_F64]->finish(f, pieces);
}
