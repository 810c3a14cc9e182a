#include "quantum_common.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma"))), apply_to = function)

#define S float
#define WIDE_LANES 16
#define WIDE_BITS 4
#define SUFFIX avx512_float
#include "quantum_instance.h"
#undef S
#undef WIDE_LANES
#undef WIDE_BITS
#undef SUFFIX

#define S double
#define WIDE_LANES 8
#define WIDE_BITS 3
#define SUFFIX avx512_double
#include "quantum_instance.h"
#undef S
#undef WIDE_LANES
#undef WIDE_BITS
#undef SUFFIX

#pragma clang attribute pop
#endif
