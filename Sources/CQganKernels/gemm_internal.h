#pragma once
// What the matrix products share with the convolutions.

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "include/gemm.h"
#include "include/tensor.h"

// Products are added by one instruction where there is one, in every tile alike: with `fast` that would be up to the
// optimizer, and the same sum could differ from a tile of one height to one of another.
#pragma STDC FP_CONTRACT ON

#define HIDDEN __attribute__((visibility("hidden")))
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define ROLLED _Pragma("clang loop unroll(disable) vectorize(disable)")
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

// A stretch of the sum of a product: `count` elements of every row of A from `a` on, by as many rows of a panel of B
// that begin at its element `b`.
typedef struct {
  int64_t a, b, count;
} qgan_run;

// Most runs of one product.
#define MOST_RUNS 64
// Most rows whose products with a panel are taken before the next panel.
#define MOST_ROWS 192
// Most rows over which one outer product sums before it stores.
#define MOST_PIXELS 256

static inline int64_t at_most(int64_t a, int64_t b) { return a < b ? a : b; }
// How many pieces of at most `limit` there are, and where piece `index` of `pieces` nearly equal ones begins.
static inline int64_t pieces_of(int64_t count, int64_t limit) { return count / limit + (count % limit != 0); }
static inline int64_t piece_begin(int64_t count, int64_t pieces, int64_t index) {
  return count / pieces * index + at_most(count % pieces, index);
}
