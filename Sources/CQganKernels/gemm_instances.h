// Includes BODY once for every element type and instruction set, with
//   REAL, LANES (elements of a vector), ROWS (rows of a register tile), BLOCK (longest stretch of a sum for which a panel
//   of B stays in the first cache) and K(name).

#define REAL float
#define LANES 4
#define ROWS 6
#define BLOCK 384
#define K(name) JOIN(name, _f32_portable)
#include BODY
#undef REAL
#undef LANES
#undef K

#define REAL double
#define LANES 2
#define K(name) JOIN(name, _f64_portable)
#include BODY
#undef REAL
#undef LANES
#undef BLOCK
#undef K

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define REAL float
#define LANES 8
#define BLOCK 320
#define K(name) JOIN(name, _f32_avx2)
#include BODY
#undef REAL
#undef LANES
#undef K

#define REAL double
#define LANES 4
#define K(name) JOIN(name, _f64_avx2)
#include BODY
#undef REAL
#undef LANES
#undef ROWS
#undef BLOCK
#undef K
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"))), apply_to = function)
#define REAL float
#define LANES 16
#define ROWS 8
#define BLOCK 192
#define K(name) JOIN(name, _f32_avx512)
#include BODY
#undef REAL
#undef LANES
#undef K

#define REAL double
#define LANES 8
#define K(name) JOIN(name, _f64_avx512)
#include BODY
#undef REAL
#undef LANES
#undef K
#pragma clang attribute pop
#endif
#undef ROWS
#undef BLOCK
