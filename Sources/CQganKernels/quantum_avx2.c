#include "quantum_common.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define S float
#define WIDE_LANES 8
#define WIDE_BITS 3
#define SUFFIX avx2_float
#include "quantum_instance.h"
#undef S
#undef WIDE_LANES
#undef WIDE_BITS
#undef SUFFIX

#define S double
#define WIDE_LANES 4
#define WIDE_BITS 2
#define SUFFIX avx2_double
#include "quantum_instance.h"
#undef S
#undef WIDE_LANES
#undef WIDE_BITS
#undef SUFFIX

#pragma clang attribute pop
#endif
