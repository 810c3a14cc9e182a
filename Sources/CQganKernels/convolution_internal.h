#pragma once
// What the families of convolutions share.
#include "gemm_internal.h"
#include "include/convolution.h"

/// The families that there are, [instruction set][element type]; each is defined by the file of its name.
#define QGAN_CONVOLUTION_FAMILIES(X) X(direct) X(depthwise) X(tiled) X(enlarged)

#if defined(__x86_64__)
#define QGAN_ISAS 3
#else
#define QGAN_ISAS 1
#endif

#define QGAN_DECLARE_FAMILY(name) \
  extern const qgan_convolution_family *const qgan_convolution_##name[QGAN_ISAS][2];
QGAN_CONVOLUTION_FAMILIES(QGAN_DECLARE_FAMILY)
