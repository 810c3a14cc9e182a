#include "include/dense.h"

extern const dense_kernels dense_portable_float, dense_portable_double;
#if defined(__x86_64__)
extern const dense_kernels dense_avx2_float, dense_avx2_double, dense_avx512_float, dense_avx512_double;
#endif

const dense_kernels *dense_kernels_for(int isa, int isDouble) {
#if defined(__x86_64__)
  if (isa == QUANTUM_AVX512) return isDouble ? &dense_avx512_double : &dense_avx512_float;
  if (isa == QUANTUM_AVX2) return isDouble ? &dense_avx2_double : &dense_avx2_float;
#endif
  return isDouble ? &dense_portable_double : &dense_portable_float;
}
