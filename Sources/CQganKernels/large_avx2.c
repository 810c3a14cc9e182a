#include "large_common.h"

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define S float
#define INTEGER int32_t
#define LANES 8
#define LANE_BITS 3
#define PERMUTE(v, i) ((V)_mm256_permutevar8x32_ps((__m256)(v), (__m256i)(i)))
#define SUFFIX avx2_float
#include "large_instance.h"
#undef S
#undef INTEGER
#undef LANES
#undef LANE_BITS
#undef PERMUTE
#undef SUFFIX

#define S double
#define INTEGER int64_t
#define LANES 4
#define LANE_BITS 2
#define PERMUTE(v, i) \
  ((V)_mm256_permutevar8x32_epi32((__m256i)(v), (__m256i)((i) << 1 | (i) << 33 | (I){0} + ((int64_t)1 << 32))))
#define SUFFIX avx2_double
#include "large_instance.h"
#undef S
#undef INTEGER
#undef LANES
#undef LANE_BITS
#undef PERMUTE
#undef SUFFIX

#pragma clang attribute pop
#endif
