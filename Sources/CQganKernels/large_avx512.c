#include "large_common.h"

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma"))), apply_to = function)

#define S float
#define INTEGER int32_t
#define LANES 16
#define LANE_BITS 4
#define PERMUTE(v, i) ((V)_mm512_permutexvar_ps((__m512i)(i), (__m512)(v)))
#define SUFFIX avx512_float
#include "large_instance.h"
#undef S
#undef INTEGER
#undef LANES
#undef LANE_BITS
#undef PERMUTE
#undef SUFFIX

#define S double
#define INTEGER int64_t
#define LANES 8
#define LANE_BITS 3
#define PERMUTE(v, i) ((V)_mm512_permutexvar_pd((__m512i)(i), (__m512d)(v)))
#define SUFFIX avx512_double
#include "large_instance.h"
#undef S
#undef INTEGER
#undef LANES
#undef LANE_BITS
#undef PERMUTE
#undef SUFFIX

#pragma clang attribute pop
#endif
