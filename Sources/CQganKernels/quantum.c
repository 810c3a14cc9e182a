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

void quantum_compose(uint32_t *map, int bits, uint64_t fixed, uint64_t value, uint64_t x) {
  for (uint64_t i = 0; i < (uint64_t)1 << bits; i++) {
    if ((i & fixed) != value) continue;
    const uint32_t entry = map[i];
    map[i] = map[i ^ x];
    map[i ^ x] = entry;
  }
}

int64_t quantum_cycles(uint32_t *map, int bits, uint32_t *cycles, int32_t *cycleCount) {
  int64_t words = 0;
  *cycleCount = 0;
  for (uint32_t start = 0; start < (uint32_t)1 << bits; start++) {
    if (map[start] == start) continue;
    const int64_t head = words++;
    for (uint32_t i = start; map[i] != i;) {
      const uint32_t next = map[i];
      cycles[words++] = i;
      map[i] = i;
      i = next;
    }
    cycles[head] = (uint32_t)(words - head - 1);
    *cycleCount += 1;
  }
  return words;
}
