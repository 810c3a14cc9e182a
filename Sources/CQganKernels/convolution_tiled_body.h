// Included once for each element type and instruction set by convolution_tiled.c.
#include "gemm_vectors.h"

#include "convolution_tiled_plan.h"
#include "convolution_tiled_squares.h"
#include "convolution_tiled_weights.h"

// Rows of scratch memory or results.
INLINE void K(rows)(int64_t count, REAL *base, int64_t step, REAL **rows) {
  for (int64_t t = 0; t < count; t++) rows[t] = base + t * step;
}

// A sum of products with a panel: stretches of `length` of the rows and of the panel, which begin at `a` and `b`. As many
// are taken at a time as leave the panel in the first cache.
static void K(sum_products)(int64_t rows, int64_t columns, int products, const int64_t *a, const int64_t *b,
                            int64_t length, REAL *const *left, const REAL *panel, REAL *const *result) {
  const int64_t total = products * length, limit = pieces_of(total, pieces_of(total, BLOCK));
  qgan_run runs[MOST_PRODUCTS];
  int64_t count = 0, taken = 0;
  int accumulate = 0;
  for (int i = 0; i < products; i++)
    for (int64_t begin = 0, piece; begin < length; begin += piece) {
      piece = at_most(length - begin, limit - taken);
      runs[count++] = (qgan_run){a[i] + begin, b[i] + begin * PANEL, piece};
      taken += piece;
      if (taken < limit && (i + 1 < products || begin + piece < length)) continue;
      K(qgan_gemm_rows)(rows, columns, runs, count, (const REAL *const *)left, panel, result, 0, accumulate);
      count = taken = 0;
      accumulate = 1;
    }
}

static void K(tiled_forward)(const qgan_convolution *g, const void *x, const void *packed, void *y, void *scratch,
                             int64_t begin, int64_t end) {
  const K(plan) p = K(plan_of)(g, QGAN_CONVOLUTION_FORWARD);
  REAL *memory = K(aligned)(scratch), *second = memory + p.second, *outside = memory + p.outside;
  const int64_t last = end * p.sample_tiles, size = K(chunk_of)(&p, last - begin * p.sample_tiles);
  for (int64_t first = begin * p.sample_tiles; first < last; first += size) {
    const int64_t tiles = at_most(last - first, size);
    REAL *left[CHUNK_TILES], *result[CHUNK_TILES];
    memset(outside, 0, (size_t)p.channels * sizeof(REAL));
    const K(squares) taken = {g,          first, tiles, (REAL *)x,  outside, memory, p.first_step,
                              p.channels, PANEL, PANEL, 0,          g->channels};
    K(take)[p.scheme][0](&taken);
    K(rows)(tiles, memory, p.channels, left);
    for (int64_t panel = 0; panel < p.filter_panels; panel++) {
      const REAL *weights = (const REAL *)packed + panel * p.weights * g->channels * PANEL;
      for (int sum = 0; sum < p.sums; sum++) {
        int products[MOST_PRODUCTS], kernels[MOST_PRODUCTS];
        int64_t a[MOST_PRODUCTS], b[MOST_PRODUCTS];
        const int count = products_of(p.s, sum, products, kernels);
        for (int i = 0; i < count; i++) {
          a[i] = products[i] * p.first_step;
          b[i] = kernels[i] * g->channels * PANEL;
        }
        K(rows)(tiles, second + sum * p.second_step, PANEL, result);
        K(sum_products)(tiles, at_most(p.filters - panel * PANEL, PANEL), count, a, b, g->channels, left, weights,
                        result);
      }
      const K(squares) put = {g,     first, tiles, y,             outside, second, p.second_step,
                              PANEL, 0,     PANEL, panel * PANEL, at_most(g->filters - panel * PANEL, PANEL)};
      K(put)[p.scheme][1](&put);
    }
  }
}

static void K(tiled_input_gradient)(const qgan_convolution *g, const void *dy, const void *packed, void *dx,
                                    void *scratch, int64_t begin, int64_t end) {
  const K(plan) p = K(plan_of)(g, QGAN_CONVOLUTION_INPUT_GRADIENT);
  REAL *memory = K(aligned)(scratch), *second = memory + p.second, *outside = memory + p.outside;
  const int64_t last = end * p.sample_tiles, size = K(chunk_of)(&p, last - begin * p.sample_tiles);
  // The last rows and columns may be in no window.
  const int64_t image = g->height * g->width * g->channels;
  if (K(covered)(p.s, g->out_height, g->pad_top) < g->height || K(covered)(p.s, g->out_width, g->pad_left) < g->width)
    memset((REAL *)dx + begin * image, 0, (size_t)((end - begin) * image) * sizeof(REAL));
  for (int64_t first = begin * p.sample_tiles; first < last; first += size) {
    const int64_t tiles = at_most(last - first, size);
    REAL *left[CHUNK_TILES], *result[CHUNK_TILES];
    memset(outside, 0, (size_t)p.filters * sizeof(REAL));
    const K(squares) taken = {g,         first, tiles, (REAL *)dy, outside, memory, p.first_step,
                              p.filters, PANEL, PANEL, 0,          g->filters};
    K(take)[p.scheme][1](&taken);
    for (int64_t panel = 0; panel < p.channel_panels; panel++) {
      const REAL *weights = (const REAL *)packed + panel * p.weights * g->filters * PANEL;
      for (int sum = 0; sum < p.sums; sum++) {
        int products[MOST_PRODUCTS], kernels[MOST_PRODUCTS];
        const int count = products_of(p.s, sum, products, kernels);
        K(rows)(tiles, memory + sum * p.first_step, p.filters, left);
        for (int i = 0; i < count; i++) {
          const int64_t a = 0, b = kernels[i] * g->filters * PANEL;
          K(rows)(tiles, second + products[i] * p.second_step, PANEL, result);
          K(sum_products)(tiles, at_most(p.channels - panel * PANEL, PANEL), 1, &a, &b, g->filters, left, weights,
                          result);
        }
      }
      const K(squares) put = {g,     first, tiles, dx,            outside, second, p.second_step,
                              PANEL, 0,     PANEL, panel * PANEL, at_most(g->channels - panel * PANEL, PANEL)};
      K(put)[p.scheme][0](&put);
    }
  }
}

static void K(tiled_weight_gradient)(const qgan_convolution *g, const void *x, const void *dy, void *partial,
                                     void *scratch, int64_t begin, int64_t end) {
  const K(plan) p = K(plan_of)(g, QGAN_CONVOLUTION_WEIGHT_GRADIENT);
  REAL *memory = K(aligned)(scratch), *second = memory + p.second, *outside = memory + p.outside;
  const int64_t last = end * p.sample_tiles, size = K(chunk_of)(&p, last - begin * p.sample_tiles);
  const int64_t panel_step = p.sums * p.second_step;
  memset(outside, 0, (size_t)(p.count - p.outside) * sizeof(REAL));
  for (int64_t first = begin * p.sample_tiles; first < last; first += size) {
    const int64_t tiles = at_most(last - first, size);
    const K(squares) inputs = {g,          first, tiles, (REAL *)x, outside, memory, p.first_step,
                               p.channels, PANEL, PANEL, 0,         g->channels};
    const K(squares) outputs = {g,     first,      tiles, (REAL *)dy, outside, second, p.second_step,
                                PANEL, panel_step, PANEL, 0,          g->filters};
    K(take)[p.scheme][0](&inputs);
    K(take)[p.scheme][1](&outputs);
    // A sum's inputs and outputs stay in the second cache for all panels.
    for (int sum = 0; sum < p.sums; sum++) {
      int products[MOST_PRODUCTS], kernels[MOST_PRODUCTS];
      const int count = products_of(p.s, sum, products, kernels);
      for (int64_t panel = 0; panel < p.filter_panels; panel++)
        for (int i = 0; i < count; i++)
          K(qgan_gemm_outer)(g->channels, at_most(p.filters - panel * PANEL, PANEL), NULL, tiles,
                             memory + products[i] * p.first_step, p.channels,
                             second + panel * panel_step + sum * p.second_step,
                             (REAL *)partial + (panel * p.weights + kernels[i]) * g->channels * PANEL, PANEL, 1);
    }
  }
}

static void K(tiled_pack)(const qgan_convolution *g, int kind, const void *w, void *packed) {
  const int64_t taps = g->kernel_height * g->kernel_width;
  const K(kernels) forward = {g->channels, g->filters, taps, g->channels * taps};
  const K(kernels) backward = {g->filters, g->channels, g->channels * taps, taps};
  K(packs)[scheme_of(g)](kind == QGAN_CONVOLUTION_FORWARD ? &forward : &backward, w, packed);
}

static void K(tiled_finish)(const qgan_convolution *g, const void *partials, int64_t count, void *dw) {
  const int64_t taps = g->kernel_height * g->kernel_width;
  const K(kernels) k = {g->channels, g->filters, taps, g->channels * taps};
  if (count > 0)
    K(finishes)[scheme_of(g)](&k, partials, count, K(tiled_partial_count)(g), dw);
  else
    memset(dw, 0, (size_t)(g->filters * g->channels * taps) * sizeof(REAL));
}

static const qgan_convolution_family K(tiled) = {"tiled", K(tiled_cost), K(tiled_packed_count),
                                                 K(tiled_scratch_count), K(tiled_pack), K(tiled_forward),
                                                 K(tiled_input_gradient), K(tiled_partial_count),
                                                 K(tiled_weight_gradient), K(tiled_finish)};
#undef V
#undef PANEL
#undef LINE
