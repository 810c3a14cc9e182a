#include "include/quantum_peak.h"
#include "include/quantum.h"

// 14 accumulators and two constants fill 16 registers, and cover two multiply-adds a cycle at a latency of 7.
#define PEAK_CHAINS(DO) \
  DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11) DO(12) DO(13)
#define PEAK_START(i) V a##i = (V){0} + (S)i;
#define PEAK_STEP(i) a##i = a##i * factor + offset;
#define PEAK_SUM(i) sum += a##i;

#define PEAK_FUNCTION(NAME, SCALAR, LANES) \
  static int64_t NAME(int64_t rounds, double *result) { \
    typedef SCALAR S; \
    typedef S V __attribute__((vector_size(LANES * sizeof(S)))); \
    const V factor = (V){0} + (S)0.75, offset = (V){0} + (S)0.25; \
    PEAK_CHAINS(PEAK_START) \
    for (int64_t round = 0; round < rounds; round++) { PEAK_CHAINS(PEAK_STEP) } \
    V sum = {0}; \
    PEAK_CHAINS(PEAK_SUM) \
    *result = 0; \
    for (int lane = 0; lane < LANES; lane++) *result += sum[lane]; \
    return rounds * 14 * LANES * 2; \
  }

PEAK_FUNCTION(peak_portable_float, float, 4)
PEAK_FUNCTION(peak_portable_double, double, 2)

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
PEAK_FUNCTION(peak_avx2_float, float, 8)
PEAK_FUNCTION(peak_avx2_double, double, 4)
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma"))), apply_to = function)
PEAK_FUNCTION(peak_avx512_float, float, 16)
PEAK_FUNCTION(peak_avx512_double, double, 8)
#pragma clang attribute pop
#endif

int64_t quantum_peak_run(int isa, int isDouble, int64_t rounds, double *result) {
#if defined(__x86_64__)
  if (isa == QUANTUM_AVX512) {
    return isDouble ? peak_avx512_double(rounds, result) : peak_avx512_float(rounds, result);
  }
  if (isa == QUANTUM_AVX2) {
    return isDouble ? peak_avx2_double(rounds, result) : peak_avx2_float(rounds, result);
  }
#endif
  return isDouble ? peak_portable_double(rounds, result) : peak_portable_float(rounds, result);
}
