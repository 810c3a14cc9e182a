#include "quantum_common.h"

#define S float
#define WIDE_LANES 4
#define WIDE_BITS 2
#define SUFFIX portable_float
#include "quantum_instance.h"
#undef S
#undef WIDE_LANES
#undef WIDE_BITS
#undef SUFFIX

#define S double
#define WIDE_LANES 2
#define WIDE_BITS 1
#define SUFFIX portable_double
#include "quantum_instance.h"
#undef S
#undef WIDE_LANES
#undef WIDE_BITS
#undef SUFFIX
