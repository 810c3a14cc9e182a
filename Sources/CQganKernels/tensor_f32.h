// Single precision copy of the bodies; tensor.c defines K(name) before.
#define REAL float
#define IS_FLOAT 1
#define LIB(name) name##f
#include "elementwise_math.h"
#include "sum_block.h"
#include "elementwise_body.h"
#include "reduction_body.h"
#include "tensor_body.h"
#undef REAL
#undef IS_FLOAT
#undef LIB
