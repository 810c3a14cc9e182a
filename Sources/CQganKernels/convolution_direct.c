// Direct convolutions without groups, as matrix products whose rows are where they lie in the image.
#include "convolution_axis.h"

#define HIDDEN __attribute__((visibility("hidden")))
#pragma clang diagnostic ignored "-Wmissing-prototypes"
#define BODY "convolution_direct_body.h"
#include "gemm_instances.h"

#if defined(__x86_64__)
const qgan_convolution_family *const qgan_convolution_direct[QGAN_ISAS][2] = {
    {&direct_f32_portable, &direct_f64_portable},
    {&direct_f32_avx2, &direct_f64_avx2},
    {&direct_f32_avx512, &direct_f64_avx512}};
#else
const qgan_convolution_family *const qgan_convolution_direct[QGAN_ISAS][2] = {
    {&direct_f32_portable, &direct_f64_portable}};
#endif
