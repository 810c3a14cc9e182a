// Double precision copy of the bodies; tensor.c defines K(name) before.
#define REAL double
#define IS_FLOAT 0
#define LIB(name) name
#include "elementwise_math.h"
#include "sum_block.h"
#include "elementwise_body.h"
#include "reduction_body.h"
#include "tensor_body.h"
#undef REAL
#undef IS_FLOAT
#undef LIB
