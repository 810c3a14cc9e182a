// Convolutions of images whose pixels are repeated, with products on the small image: one source, compiled for each
// element type and instruction set.
#include "convolution_internal.h"

// Most stretches of memory that are summed at a time.
#define MOST_SOURCES 16
// Pixels over which outer products are summed before they are stored.
#define PANEL_PIXELS 128
// Bytes of products, or of sums of gradients, that are at hand at once: about a quarter of a second cache, of which the
// packed weights take more.
#define CHUNK_BYTES (256 << 10)

static inline int64_t at_least(int64_t a, int64_t b) { return a > b ? a : b; }
// Quotient rounded down.
static inline int64_t floor_div(int64_t a, int64_t b) { return a >= 0 ? a / b : -((b - 1 - a) / b); }

static int supported(const qgan_convolution *g) {
  return g->groups == 1 && g->stride_height == 1 && g->stride_width == 1 && g->dilation_height == 1 &&
         g->dilation_width == 1 && g->factor_height * g->factor_width > 1 &&
         g->width * g->kernel_width * g->filters <= INT32_MAX;
}

// Whether every pixel becomes four, under a kernel of 3 x 3 that keeps the size.
static int is_doubling(const qgan_convolution *g) {
  return g->factor_height == 2 && g->factor_width == 2 && g->kernel_height == 3 && g->kernel_width == 3 &&
         g->pad_top == 1 && g->pad_left == 1 && g->out_height == 2 * g->height && g->out_width == 2 * g->width;
}

// Elements of a kernel over all filters.
static int64_t tap_columns(const qgan_convolution *g) { return g->kernel_height * g->kernel_width * g->filters; }

// Rows of the small image under a row of the kernel's, at most.
static int64_t rows_seen(const qgan_convolution *g) { return (g->kernel_height - 1) / g->factor_height + 2; }

// Size of the image of sums of neighbouring gradients that the kernel steps over, `factor` pixels at a time.
static int64_t sums_height(const qgan_convolution *g) {
  return (g->height - 1) * g->factor_height + g->kernel_height;
}
static int64_t sums_width(const qgan_convolution *g) { return (g->width - 1) * g->factor_width + g->kernel_width; }

#define BODY "convolution_enlarged_body.h"
#include "gemm_instances.h"

#if defined(__x86_64__)
const qgan_convolution_family *const qgan_convolution_enlarged[QGAN_ISAS][2] = {
    {&enlarged_f32_portable, &enlarged_f64_portable},
    {&enlarged_f32_avx2, &enlarged_f64_avx2},
    {&enlarged_f32_avx512, &enlarged_f64_avx512}};
#else
const qgan_convolution_family *const qgan_convolution_enlarged[QGAN_ISAS][2] = {
    {&enlarged_f32_portable, &enlarged_f64_portable}};
#endif
