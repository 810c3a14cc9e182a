#pragma once
// Convolutions of images whose channels are the last axis, on the calling thread, for kernels that keep threads and
// memory themselves.
//
// There are several ways to compute one, each a family of functions over the same geometry:
//
//   direct     sums over the kernel's elements, for any geometry without groups
//   depthwise  one channel a group
//   tiled      Winograd's minimal filtering: fewer products, for kernels of 3 x 3 and 4 x 4
//   enlarged   of images whose pixels are repeated, with products on the small image
//
// A caller takes the family of least `cost`, packs the weights once for all samples, and splits samples over threads.
// Every split into ranges of samples gives the same bytes for y and dx. Weight gradients are sums over samples: each
// thread adds to a partial sum of its own, from zero, and `finish` adds these up in order.
// Sizes are in elements of the family's type. Nothing here allocates; results may not overlap operands.
#include <stdint.h>

typedef struct {
  /// x [B, height, width, channels], w [filters, channels / groups, kernel_height, kernel_width] (as PyTorch),
  /// y [B, out_height, out_width, filters].
  int64_t height, width, channels, out_height, out_width, filters, groups;
  int64_t kernel_height, kernel_width, stride_height, stride_width;
  /// Zeros before the first row and column; behind the last there are as many as the sizes need.
  int64_t pad_top, pad_left, dilation_height, dilation_width;
  /// The convolution sees every pixel of x so many times down and across; 1, 1 unless enlarged.
  int64_t factor_height, factor_width;
} qgan_convolution;

/// What is computed: y from x and w, dx from dy and w, or dw from x and dy.
#define QGAN_CONVOLUTION_FORWARD 0
#define QGAN_CONVOLUTION_INPUT_GRADIENT 1
#define QGAN_CONVOLUTION_WEIGHT_GRADIENT 2

typedef struct {
  const char *name;
  /// About how many nanoseconds one sample takes, or a negative number if the family cannot.
  double (*cost)(const qgan_convolution *g, int kind);
  /// Elements of packed weights, for the first two kinds, and of memory that a thread needs for itself.
  int64_t (*packed_count)(const qgan_convolution *g, int kind);
  int64_t (*scratch_count)(const qgan_convolution *g, int kind);
  void (*pack)(const qgan_convolution *g, int kind, const void *w, void *packed);
  /// For samples [begin, end); pointers are to sample 0 of the tensors, scratch is the thread's.
  void (*forward)(const qgan_convolution *g, const void *x, const void *packed, void *y, void *scratch, int64_t begin,
                  int64_t end);
  void (*input_gradient)(const qgan_convolution *g, const void *dy, const void *packed, void *dx, void *scratch,
                         int64_t begin, int64_t end);
  /// Elements of a partial sum of dw, in a layout of the family's own.
  int64_t (*partial_count)(const qgan_convolution *g);
  /// Adds the samples' part to `partial`.
  void (*weight_gradient)(const qgan_convolution *g, const void *x, const void *dy, void *partial, void *scratch,
                          int64_t begin, int64_t end);
  /// dw from `count` partial sums, one behind another.
  void (*finish)(const qgan_convolution *g, const void *partials, int64_t count, void *dw);
} qgan_convolution_family;

/// The families for an element type (QGAN_F32, QGAN_F64) on an instruction set (see qgan_tensor_isa), or the best one if
/// the processor lacks it: `*count` pointers.
const qgan_convolution_family *const *qgan_convolution_families(int isa, int type, int64_t *count);
