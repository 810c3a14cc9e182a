#pragma once
// The part of oneDNN that qganc uses, the same for its versions 2 and 3.
#include <stdint.h>

#define QGAN_DNN_FORWARD 0
#define QGAN_DNN_INPUT_GRADIENT 1
#define QGAN_DNN_WEIGHT_GRADIENT 2

// Statuses; the library's own, except that they are plain numbers here.
#define QGAN_DNN_SUCCESS 0
#define QGAN_DNN_OUT_OF_MEMORY 1
#define QGAN_DNN_UNIMPLEMENTED 3

/// x [batch, channels, height, width], w [filters, channels / groups, kernel], y [batch, filters, out].
/// A dilation of 1 is none.
typedef struct {
  int64_t batch, channels, filters, groups, height, width, out_height, out_width;
  int64_t kernel_height, kernel_width, stride_height, stride_width;
  int64_t pad_top, pad_left, pad_bottom, pad_right, dilation_height, dilation_width;
} qgan_dnn_convolution_shape;

typedef struct qgan_dnn_convolution qgan_dnn_convolution;

/// Prepares a single precision convolution for the number of threads that is set; returns a status.
int32_t qgan_dnn_convolution_create(int32_t kind, const qgan_dnn_convolution_shape *shape,
                                    qgan_dnn_convolution **result);
/// Runs it on row-major tensors: (x, w) -> y, (dy, w) -> dx or (x, dy) -> dw; returns a status.
int32_t qgan_dnn_convolution_run(qgan_dnn_convolution *convolution, const void *a, const void *b, void *result);
/// Frees it; null is allowed.
void qgan_dnn_convolution_destroy(qgan_dnn_convolution *convolution);
/// The name of the kernel that the library chose.
const char *qgan_dnn_convolution_kernel(const qgan_dnn_convolution *convolution);

/// A status in words.
const char *qgan_dnn_status_text(int32_t status);
/// Sets the number of OpenMP threads for work that the calling thread starts.
void qgan_dnn_set_threads(int32_t threads);
/// Version of the library, such as "2.6.3".
const char *qgan_dnn_version(void);
/// The instruction set that the library uses.
const char *qgan_dnn_isa(void);
