#pragma once
// What every instance of the large-state kernels shares.

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "include/large.h"

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define large_parity(bits) __builtin_parityll(bits)
