#include "include/quantum.h"

extern const quantum_kernels quantum_portable_float, quantum_portable_double;
#if defined(__x86_64__)
extern const quantum_kernels quantum_avx2_float, quantum_avx2_double, quantum_avx512_float, quantum_avx512_double;
#endif

int quantum_isa_is_supported(int isa) {
  switch (isa) {
    case QUANTUM_PORTABLE: return 1;
#if defined(__x86_64__)
    case QUANTUM_AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case QUANTUM_AVX512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
          && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
#endif
    default: return 0;
  }
}

const quantum_kernels *quantum_kernels_for(int isa, int isDouble) {
#if defined(__x86_64__)
  if (isa == QUANTUM_AVX512) return isDouble ? &quantum_avx512_double : &quantum_avx512_float;
  if (isa == QUANTUM_AVX2) return isDouble ? &quantum_avx2_double : &quantum_avx2_float;
#endif
  return isDouble ? &quantum_portable_double : &quantum_portable_float;
}
