// Included once for each element type and instruction set by convolution_depthwise.c.
#include "convolution_sweep.h"
#include "convolution_depthwise_tiles.h"

// Filters are computed as if each had a channel of its own; where several share one, its copies are.
typedef struct {
  qgan_axis down, across;
  int64_t channels, filters, copies, width;
  const REAL *packed;
  REAL *partial;
  int streams;
} K(depthwise_product);

// Weights and sums are rows of whole vectors, one row a tap. The last vector of channels ends with the last channel:
// where the vectors overlap both compute the same.
static K(depthwise_product) K(product_of)(const qgan_convolution *g, int kind) {
  const int gradient = kind == QGAN_CONVOLUTION_INPUT_GRADIENT;
  return (K(depthwise_product)){.down = axis_down(g, gradient),
                                .across = axis_across(g, gradient),
                                .channels = g->channels,
                                .filters = g->filters,
                                .copies = g->filters / g->groups,
                                .width = pieces_of(g->filters, LANES) * LANES};
}
static int64_t K(first_of)(const K(depthwise_product) * p, int64_t slot) {
  return p->filters < LANES ? slot : at_most(slot, p->filters - LANES);
}
static int64_t K(slot_of)(const K(depthwise_product) * p, int64_t filter) {
  const int64_t slot = filter / LANES * LANES;
  return slot + filter - K(first_of)(p, slot);
}

static K(window) K(window_of)(const K(depthwise_product) * p, qgan_taps down, qgan_taps across) {
  return (K(window)){down.count,
                     across.count,
                     p->down.step * p->across.source_size * p->filters,
                     p->across.step * p->filters,
                     p->across.kernel * p->width,
                     p->width,
                     p->streams};
}

static void K(visit_neighbours)(const K(depthwise_product) * p, const K(window) * window, int64_t count,
                                const REAL *source, REAL *const *results, const REAL *weights) {
  const int64_t pieces = pieces_of(count, 8);
  for (int64_t piece = 0; piece < pieces; piece++) {
    const int64_t begin = piece_begin(count, pieces, piece), height = piece_begin(count, pieces, piece + 1) - begin;
    for (int64_t slot = 0; slot < p->width; slot += LANES)
      K(neighbours_of)[height - 1](window, source + begin * window->source_across, results + begin,
                                   K(first_of)(p, slot), weights + slot);
  }
}

static void K(visit_pixels)(const void *context, qgan_taps down, qgan_taps across, int64_t count,
                            const REAL *const *sources, REAL *const *results) {
  const K(depthwise_product) *p = context;
  const K(window) window = K(window_of)(p, down, across);
  const REAL *weights = p->packed + (down.first * p->across.kernel + across.first) * p->width;
  if (p->filters < LANES) {
    for (int64_t i = 0; i < count; i++)
      for (int64_t c = 0; c < p->filters; c++) {
        REAL sum = 0;
        for (int64_t y = 0; y < window.down; y++)
          for (int64_t x = 0; x < window.across; x++)
            sum += sources[i][y * window.source_down + x * window.source_across + c] *
                   weights[y * window.weight_down + x * window.weight_across + c];
        results[i][c] = sum;
      }
    return;
  }
  if (across.count == 3 && count > 1 && sources[1] - sources[0] == window.source_across) {
    for (int64_t i = 0, length; i < count; i += length) {
      for (length = 1; i + length < count; length++)
        if (sources[i + length] - sources[i + length - 1] != window.source_across) break;
      K(visit_neighbours)(p, &window, length, sources[i], results + i, weights);
    }
    return;
  }
  for (int64_t i = 0; i < count; i += 8) {
    const int64_t rows = at_most(count - i, 8);
    for (int64_t slot = 0; slot < p->width; slot += LANES) {
      const int64_t channel = K(first_of)(p, slot);
      if (rows == 8) {
        K(pixels)(8, 8, &window, sources + i, results + i, channel, weights + slot);
      } else {
        for (int64_t j = 0; j < rows; j += 4)
          K(pixels)(4, at_most(rows - j, 4), &window, sources + i + j, results + i + j, channel, weights + slot);
      }
    }
  }
}

// Sweeps over the pixels of all samples, past the caches where the results would drive out everything else.
static void K(sweep_pixels)(K(depthwise_product) * p, const void *from, void *to, int64_t size, int64_t begin,
                            int64_t end) {
  p->streams = (end - begin) * size * (int64_t)sizeof(REAL) > LARGE_RESULT;
  K(sweep)(&p->down, &p->across, p->filters, p->filters, 0, from, to, begin, end, K(visit_pixels), p);
  if (p->streams) finish_streaming();
}

static void K(visit_taps)(const void *context, qgan_taps down, qgan_taps across, int64_t count,
                          const REAL *const *x, REAL *const *dy) {
  const K(depthwise_product) *p = context;
  const K(window) window = K(window_of)(p, down, across);
  REAL *sums = p->partial + (down.first * p->across.kernel + across.first) * p->width;
  const int64_t taps = down.count * across.count, pieces = pieces_of(taps, MOST_TAPS);
  for (int64_t piece = 0; piece < pieces; piece++) {
    const int64_t first = piece_begin(taps, pieces, piece), height = piece_begin(taps, pieces, piece + 1) - first;
    int64_t offsets[MOST_TAPS];
    REAL *partials[MOST_TAPS];
    for (int64_t t = 0; t < height; t++) {
      const int64_t row = (first + t) / across.count, column = (first + t) % across.count;
      offsets[t] = row * window.source_down + column * window.source_across;
      partials[t] = sums + row * window.weight_down + column * window.weight_across;
    }
    if (p->filters < LANES) {
      for (int64_t t = 0; t < height; t++)
        for (int64_t i = 0; i < count; i++)
          for (int64_t c = 0; c < p->filters; c++) partials[t][c] += x[i][offsets[t] + c] * dy[i][c];
      continue;
    }
    for (int64_t slot = 0; slot < p->width; slot += LANES) {
      K(taps_of)[height - 1](count, offsets, x, dy, K(first_of)(p, slot), partials);
      for (int64_t t = 0; t < height; t++) partials[t] += LANES;
    }
  }
}

static int64_t K(packed_count)(const qgan_convolution *g, int kind) {
  return g->kernel_height * g->kernel_width * K(product_of)(g, kind).width;
}

static void K(pack)(const qgan_convolution *g, int kind, const void *wv, void *packed) {
  const REAL *w = wv;
  const K(depthwise_product) p = K(product_of)(g, kind);
  const int64_t taps = g->kernel_height * g->kernel_width;
  for (int64_t y = 0; y < g->kernel_height; y++)
    for (int64_t x = 0; x < g->kernel_width; x++) {
      REAL *row = (REAL *)packed + (tap_of(&p.down, y) * g->kernel_width + tap_of(&p.across, x)) * p.width;
      for (int64_t slot = 0; slot < p.width; slot++) {
        const int64_t lane = slot % LANES, filter = K(first_of)(&p, slot - lane) + lane;
        row[slot] = filter < p.filters ? w[filter * taps + y * g->kernel_width + x] : 0;
      }
    }
}

static int64_t K(scratch_count)(const qgan_convolution *g, int kind) {
  const K(depthwise_product) p = K(product_of)(g, kind);
  const int64_t words = axis_words(&p.down) + axis_words(&p.across), line = 64 / sizeof(REAL);
  return pieces_of(words * 4, (int64_t)sizeof(REAL)) + line +
         (p.copies > 1 ? g->height * g->width * g->filters : 0);
}
static REAL *K(sort)(K(depthwise_product) * p, void *scratch) {
  const int32_t *end = sort_axis(&p->across, sort_axis(&p->down, scratch));
  return (REAL *)(((uintptr_t)end + 63) & ~(uintptr_t)63);
}

// Every channel of an image as often as filters see it.
static void K(repeat)(const K(depthwise_product) * p, int64_t pixels, const REAL *x, REAL *repeated) {
  for (int64_t i = 0; i < pixels * p->channels; i++)
    for (int64_t k = 0; k < p->copies; k++) repeated[i * p->copies + k] = x[i];
}

static void K(forward)(const qgan_convolution *g, const void *x, const void *packed, void *y, void *scratch,
                       int64_t begin, int64_t end) {
  K(depthwise_product) p = K(product_of)(g, QGAN_CONVOLUTION_FORWARD);
  REAL *repeated = K(sort)(&p, scratch);
  p.packed = packed;
  if (p.copies == 1) {
    K(sweep_pixels)(&p, x, y, g->out_height * g->out_width * g->filters, begin, end);
    return;
  }
  const int64_t pixels = g->height * g->width, size = g->out_height * g->out_width * g->filters;
  for (int64_t b = begin; b < end; b++) {
    K(repeat)(&p, pixels, (const REAL *)x + b * pixels * p.channels, repeated);
    K(sweep)(&p.down, &p.across, p.filters, p.filters, 0, repeated, (REAL *)y + b * size, 0, 1, K(visit_pixels), &p);
  }
}

static void K(input_gradient)(const qgan_convolution *g, const void *dy, const void *packed, void *dxv, void *scratch,
                              int64_t begin, int64_t end) {
  K(depthwise_product) p = K(product_of)(g, QGAN_CONVOLUTION_INPUT_GRADIENT);
  REAL *repeated = K(sort)(&p, scratch);
  p.packed = packed;
  if (p.copies == 1) {
    K(sweep_pixels)(&p, dy, dxv, g->height * g->width * g->channels, begin, end);
    return;
  }
  const int64_t count = g->height * g->width * p.channels, size = g->out_height * g->out_width * g->filters;
  for (int64_t b = begin; b < end; b++) {
    K(sweep)(&p.down, &p.across, p.filters, p.filters, 0, (const REAL *)dy + b * size, repeated, 0, 1,
             K(visit_pixels), &p);
    REAL *dx = (REAL *)dxv + b * count;
    for (int64_t i = 0; i < count; i++) {
      REAL sum = 0;
      for (int64_t k = 0; k < p.copies; k++) sum += repeated[i * p.copies + k];
      dx[i] = sum;
    }
  }
}

static int64_t K(partial_count)(const qgan_convolution *g) {
  return K(packed_count)(g, QGAN_CONVOLUTION_WEIGHT_GRADIENT);
}

static void K(weight_gradient)(const qgan_convolution *g, const void *x, const void *dy, void *partial, void *scratch,
                               int64_t begin, int64_t end) {
  K(depthwise_product) p = K(product_of)(g, QGAN_CONVOLUTION_WEIGHT_GRADIENT);
  REAL *repeated = K(sort)(&p, scratch);
  p.partial = partial;
  if (p.copies == 1) {
    K(sweep)(&p.down, &p.across, p.filters, p.filters, 0, x, (REAL *)dy, begin, end, K(visit_taps), &p);
    return;
  }
  const int64_t pixels = g->height * g->width, size = g->out_height * g->out_width * g->filters;
  for (int64_t b = begin; b < end; b++) {
    K(repeat)(&p, pixels, (const REAL *)x + b * pixels * p.channels, repeated);
    K(sweep)(&p.down, &p.across, p.filters, p.filters, 0, repeated, (REAL *)dy + b * size, 0, 1, K(visit_taps), &p);
  }
}

static void K(finish)(const qgan_convolution *g, const void *partials, int64_t count, void *dw) {
  const K(depthwise_product) p = K(product_of)(g, QGAN_CONVOLUTION_WEIGHT_GRADIENT);
  const int64_t taps = g->kernel_height * g->kernel_width;
  for (int64_t f = 0; f < p.filters; f++)
    for (int64_t t = 0; t < taps; t++) {
      const REAL *sums = (const REAL *)partials + t * p.width + K(slot_of)(&p, f);
      REAL sum = sums[0];
      for (int64_t k = 1; k < count; k++) sum += sums[k * taps * p.width];
      ((REAL *)dw)[f * taps + t] = sum;
    }
}

// Products as fast as the first cache delivers operands, and both images once from farther away.
static double K(cost)(const qgan_convolution *g, int kind) {
  if (g->groups != g->channels || g->filters % g->groups || g->factor_height != 1 || g->factor_width != 1) return -1;
  const K(depthwise_product) p = K(product_of)(g, kind);
  const double pairs = (double)axis_pairs(&p.down) * (double)axis_pairs(&p.across);
  const double pixels = (double)(g->height * g->width + g->out_height * g->out_width);
  const double rate = (LANES * sizeof(REAL) == 16 ? 15 : 45) * 4.0 / sizeof(REAL);
  const double alone = p.filters < LANES ? LANES : 1;
  return pairs * (double)p.width * alone / rate + pixels * (double)(p.filters * (p.copies > 1 ? 5 : 1)) / 20;
}

static const qgan_convolution_family K(depthwise) = {
    "depthwise",  K(cost),           K(packed_count),  K(scratch_count),   K(pack),
    K(forward),   K(input_gradient), K(partial_count), K(weight_gradient), K(finish)};
#undef V
