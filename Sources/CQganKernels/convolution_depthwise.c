// Depthwise convolutions: every filter sees one channel, so vectors run along the channels.
#include "convolution_axis.h"
#include "streaming.h"

#define HIDDEN __attribute__((visibility("hidden")))
#pragma clang diagnostic ignored "-Wmissing-prototypes"
#define BODY "convolution_depthwise_body.h"
#include "gemm_instances.h"

#if defined(__x86_64__)
const qgan_convolution_family *const qgan_convolution_depthwise[QGAN_ISAS][2] = {
    {&depthwise_f32_portable, &depthwise_f64_portable},
    {&depthwise_f32_avx2, &depthwise_f64_avx2},
    {&depthwise_f32_avx512, &depthwise_f64_avx512}};
#else
const qgan_convolution_family *const qgan_convolution_depthwise[QGAN_ISAS][2] = {
    {&depthwise_f32_portable, &depthwise_f64_portable}};
#endif
