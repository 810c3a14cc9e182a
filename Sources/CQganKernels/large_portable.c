#include "large_common.h"

#define S float
#define INTEGER int32_t
#define LANES 4
#define LANE_BITS 2
#define PERMUTE(v, i) \
  __extension__({ \
    const I i_ = (i); \
    const V v_ = (v); \
    V r_; \
    for (int l_ = 0; l_ < LANES; l_++) r_[l_] = v_[i_[l_]]; \
    r_; \
  })
#define SUFFIX portable_float
#include "large_instance.h"
#undef S
#undef INTEGER
#undef LANES
#undef LANE_BITS
#undef PERMUTE
#undef SUFFIX

#define S double
#define INTEGER int64_t
#define LANES 2
#define LANE_BITS 1
#define PERMUTE(v, i) \
  __extension__({ \
    const I i_ = (i); \
    const V v_ = (v); \
    V r_; \
    for (int l_ = 0; l_ < LANES; l_++) r_[l_] = v_[i_[l_]]; \
    r_; \
  })
#define SUFFIX portable_double
#include "large_instance.h"
#undef S
#undef INTEGER
#undef LANES
#undef LANE_BITS
#undef PERMUTE
#undef SUFFIX
