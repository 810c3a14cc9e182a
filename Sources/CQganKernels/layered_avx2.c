#include "layered_common.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define S float
#define IS_DOUBLE 0
#define LANES 8
#define RADIX 3
#define SUFFIX avx2_float
#include "layered_instance.h"

#define S double
#define IS_DOUBLE 1
#define LANES 4
#define RADIX 3
#define SUFFIX avx2_double
#include "layered_instance.h"

#pragma clang attribute pop
#endif
