#pragma once
// What every instance of the quantum kernels shares.

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "include/quantum.h"

// Which amplitudes a kernel visits; counts and masks in units of the kernel's elements.
typedef struct {
  uint64_t fixed, value, x, z, run, end;
} quantum_geometry;

#define quantum_geometry_of(step, qubits, shift)                                                     \
  ((quantum_geometry){(step)->fixed >> (shift), QUANTUM_VALUE(step) >> (shift), (step)->x >> (shift), \
                      (step)->z >> (shift), (uint64_t)1 << ((step)->runBits - (shift)),               \
                      (uint64_t)1 << ((qubits) - (shift))})
// Measurements visit indices whose fixed bits are 0.
#define QUANTUM_VALUE(step) \
  _Generic((step), const quantum_step *: ((const quantum_step *)(const void *)(step))->value, default: (uint64_t)0)

#define T double
#define TS double
#define B(name) quantum_##name
#include "quantum_block.h"
#undef T
#undef TS
#undef B

// A factor's matrix in double precision, for blocks that the batch shares.
static inline quantum_matrix2 quantum_factor_matrix(const quantum_shared *shared, const quantum_factor *factor) {
  const double c = factor->angle < 0 ? 0 : shared->trigonometry[2 * factor->angle];
  const double s = factor->angle < 0 ? 0 : shared->trigonometry[2 * factor->angle + 1];
  return quantum_factor_of(factor, c, s);
}
