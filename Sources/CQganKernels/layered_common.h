#pragma once
// What every instance of the layered kernels shares.

#include "include/layered.h"
#include "include/dense.h"
#include "quantum_common.h"

#define ALWAYS static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
// For loops over register blocks: unrolled, they would be interleaved until registers spill.
#define ROLL _Pragma("clang loop unroll(disable)")
// For the same reason: what is in memory stays there.
#define FENCE __asm__ volatile("" : : : "memory")

// A factor's matrix in double precision, for what the batch shares.
static inline quantum_matrix2 quantum_segment_factor(const layered_shared *shared, const quantum_factor *factor) {
  const double c = factor->angle < 0 ? 0 : shared->cosines[factor->angle];
  const double s = factor->angle < 0 ? 0 : shared->sines[factor->angle];
  return quantum_factor_of(factor, c, s);
}
