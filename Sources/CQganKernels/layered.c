#include "include/layered.h"

extern const layered_kernels layered_portable_float, layered_portable_double;
#if defined(__x86_64__)
extern const layered_kernels layered_avx2_float, layered_avx2_double, layered_avx512_float, layered_avx512_double;
#endif

const layered_kernels *layered_kernels_for(int isa, int isDouble) {
#if defined(__x86_64__)
  if (isa == QUANTUM_AVX512) return isDouble ? &layered_avx512_double : &layered_avx512_float;
  if (isa == QUANTUM_AVX2) return isDouble ? &layered_avx2_double : &layered_avx2_float;
#endif
  return isDouble ? &layered_portable_double : &layered_portable_float;
}
