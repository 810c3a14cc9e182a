// Double precision copy of the bodies; fused.c defines K(name) before.
#define REAL double
#define IS_FLOAT 0
#define LIB(name) name
#include "elementwise_math.h"
#include "sum_block.h"
#include "fused_loops.h"
#include "fused_body.h"
#undef REAL
#undef IS_FLOAT
#undef LIB
