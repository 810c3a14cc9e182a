#include "layered_common.h"


#define S float
#define IS_DOUBLE 0
#define LANES 4
#define RADIX 3
#define SUFFIX portable_float
#include "layered_instance.h"

#define S double
#define IS_DOUBLE 1
#define LANES 2
#define RADIX 3
#define SUFFIX portable_double
#include "layered_instance.h"

