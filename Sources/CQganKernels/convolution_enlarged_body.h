// Included once for each element type and instruction set by convolution_enlarged.c.
//
// Repeating pixels commutes with a convolution of one pixel. Forward, each pixel of the small image is multiplied by
// all of the kernel's elements, and results are sums of these products, along one axis and then the other. Backward,
// the convolution's transpose takes steps of `factor` over an image of sums of gradients: of as many neighbours as a
// pixel was repeated.

typedef REAL K(vector) __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));
#define V K(vector)

HIDDEN void K(qgan_gemm_rows)(int64_t, int64_t, const qgan_run *, int64_t, const REAL *const *, const REAL *,
                              REAL *const *, int64_t, int);
HIDDEN void K(qgan_gemm_outer)(int64_t, int64_t, const int32_t *, int64_t, const REAL *, int64_t, const REAL *,
                               REAL *, int64_t, int);

#include "convolution_enlarged_sums.h"
#include "convolution_enlarged_forward.h"
#include "convolution_enlarged_backward.h"

static int64_t K(enlarged_packed)(const qgan_convolution *g, int kind) {
  if (kind == QGAN_CONVOLUTION_FORWARD) return pieces_of(tap_columns(g), 2 * LANES) * 2 * LANES * g->channels;
  return kind == QGAN_CONVOLUTION_INPUT_GRADIENT ? pieces_of(g->channels, 2 * LANES) * 2 * LANES * tap_columns(g) : 0;
}

static int64_t K(enlarged_scratch)(const qgan_convolution *g, int kind) {
  if (kind == QGAN_CONVOLUTION_FORWARD) return K(forward_scratch)(g);
  return K(sums_scratch)(g) + (kind == QGAN_CONVOLUTION_WEIGHT_GRADIENT ? PANEL_PIXELS * 2 * LANES + LANES : 0);
}

static void K(enlarged_pack)(const qgan_convolution *g, int kind, const void *w, void *packed) {
  if (kind == QGAN_CONVOLUTION_FORWARD) K(pack_forward)(g, w, packed);
  if (kind == QGAN_CONVOLUTION_INPUT_GRADIENT) K(pack_backward)(g, w, packed);
}

// As measured on Zen 4: operations a nanosecond of the products, and vectors' sums.
static double K(enlarged_cost)(const qgan_convolution *g, int kind) {
  if (!supported(g)) return -1;
#if ROWS > 6 || LANES * 4 > 16
  const double rate = 4 == sizeof(REAL) ? 112 : 56, sum = 0.5;
#else
  const double rate = 4 == sizeof(REAL) ? 36 : 18, sum = 0.3;
#endif
  const double pixels = (double)(g->height * g->width), vector = LANES;
  const double taps = (double)(g->kernel_height * g->kernel_width), filters = (double)g->filters;
  const double enlarged = (double)(g->factor_height * g->factor_width);
  const double columns = kind == QGAN_CONVOLUTION_INPUT_GRADIENT
                             ? taps * filters * (double)(pieces_of(g->channels, LANES) * LANES)
                             : (double)(pieces_of(tap_columns(g), LANES) * LANES * g->channels);
  const double products = 2 * pixels * columns / rate;
  // Sums of single results are slow where they do not fill vectors; others run over all of a row.
  const int alone = kind == QGAN_CONVOLUTION_FORWARD && !(is_doubling(g) && (filters == 1 || filters == 3));
  const double vectors = filters >= vector ? filters / vector : alone ? 1 + filters / vector : 1.0 / 3;
  // Sums of as many products as the kernel has elements, and of each result.
  return products + pixels * vectors * sum * (taps + 16 * enlarged);
}

static const qgan_convolution_family K(enlarged) = {
    "enlarged",         K(enlarged_cost),      K(enlarged_packed),           K(enlarged_scratch), K(enlarged_pack),
    K(enlarged_forward), K(enlarged_input_gradient), K(enlarged_partial), K(enlarged_weight_gradient),
    K(enlarged_finish)};
#undef V
