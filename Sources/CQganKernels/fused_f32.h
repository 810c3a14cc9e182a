// Single precision copy of the bodies; fused.c defines K(name) before.
#define REAL float
#define IS_FLOAT 1
#define LIB(name) name##f
#include "elementwise_math.h"
#include "sum_block.h"
#include "fused_loops.h"
#include "fused_body.h"
#undef REAL
#undef IS_FLOAT
#undef LIB
