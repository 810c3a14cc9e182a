#include "layered_common.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma"))), apply_to = function)
#define S float
#define IS_DOUBLE 0
#define LANES 16
#define RADIX 4
#define SUFFIX avx512_float
#include "layered_instance.h"

#define S double
#define IS_DOUBLE 1
#define LANES 8
#define RADIX 4
#define SUFFIX avx512_double
#include "layered_instance.h"

#pragma clang attribute pop
#endif
