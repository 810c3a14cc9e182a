// Included once for each element type and instruction set by convolution_direct.c.
#include "convolution_sweep.h"
#include "convolution_dot.h"

// A convolution as a product: results of `columns` channels from sources of `depth` channels.
typedef struct {
  qgan_axis down, across;
  int64_t depth, columns, length;
  /// Whether the columns are so few that vectors run along the depth.
  int few;
  const REAL *packed;
  // Of weight gradients.
  REAL *partial, *panel;
  int32_t *pairs;
} K(product);

static K(product) K(product_of)(const qgan_convolution *g, int kind) {
  const int gradient = kind == QGAN_CONVOLUTION_INPUT_GRADIENT;
  const int64_t depth = gradient ? g->filters : g->channels, columns = gradient ? g->channels : g->filters;
  K(product) p = {.down = axis_down(g, gradient),
                  .across = axis_across(g, gradient),
                  .depth = depth,
                  .columns = columns,
                  .length = g->kernel_height * g->kernel_width * depth};
  const int64_t runs = p.down.kernel * (p.across.step == 1 ? 1 : p.across.kernel);
  p.few = columns <= MOST_DOTS && depth % LANES == 0 && runs <= MOST_RUNS;
  return p;
}

// The sum over a class of pixels, as stretches of the source that are stretches of the packed weights too.
typedef struct {
  int64_t count, length, in_row;
  int64_t down_step, across_step, depth, first_row, kernel_width;
} K(stretches);

static K(stretches) K(stretches_of)(const K(product) * p, qgan_taps down, qgan_taps across) {
  const int whole = p->across.step == 1;
  K(stretches) s = {.length = whole ? across.count * p->depth : p->depth,
                    .in_row = whole ? 1 : across.count,
                    .down_step = p->down.step * p->across.source_size * p->depth,
                    .across_step = p->across.step * p->depth,
                    .depth = p->depth,
                    .first_row = down.first * p->across.kernel + across.first,
                    .kernel_width = p->across.kernel};
  s.count = across.count > 0 ? down.count * s.in_row : 0;
  return s;
}

// Stretch `index`, whose `b` is its first row of the weights.
static qgan_run K(stretch)(const K(stretches) * s, int64_t index) {
  const int64_t down = index / s->in_row, across = index % s->in_row;
  return (qgan_run){down * s->down_step + across * s->across_step,
                    (s->first_row + down * s->kernel_width + across) * s->depth, s->length};
}

// Runs for elements [begin, end) of the sum, with `width` elements a row of the weights.
static int64_t K(runs_between)(const K(stretches) * s, int64_t begin, int64_t end, int64_t width, qgan_run *runs) {
  int64_t count = 0;
  while (begin < end) {
    const int64_t index = begin / s->length, skipped = begin % s->length;
    const qgan_run run = K(stretch)(s, index);
    const int64_t length = at_most(s->length - skipped, end - begin);
    runs[count++] = (qgan_run){run.a + skipped, (run.b + skipped) * width, length};
    begin += length;
  }
  return count;
}

static void K(visit_product)(const void *context, qgan_taps down, qgan_taps across, int64_t count,
                             const REAL *const *sources, REAL *const *results) {
  const K(product) *p = context;
  const K(stretches) s = K(stretches_of)(p, down, across);
  const int64_t total = s.count * s.length;
  // A piece is short enough for the panel's part to stay in the first cache, and for the list of runs.
  const int64_t longest = at_most(BLOCK, s.length * (MOST_RUNS - 2) + 1);
  const int64_t pieces = total > 0 ? pieces_of(total, longest) : 1;
  qgan_run runs[MOST_RUNS];
  for (int64_t piece = 0; piece < pieces; piece++) {
    const int64_t begin = piece_begin(total, pieces, piece), end = piece_begin(total, pieces, piece + 1);
    const int64_t run_count = K(runs_between)(&s, begin, end, 2 * LANES, runs);
    for (int64_t j = 0; j < p->columns; j += 2 * LANES)
      K(qgan_gemm_rows)(count, at_most(p->columns - j, 2 * LANES), runs, run_count, sources,
                        p->packed + j * p->length, results, j, piece > 0);
  }
}

static void K(visit_dots)(const void *context, qgan_taps down, qgan_taps across, int64_t count,
                          const REAL *const *sources, REAL *const *results) {
  const K(product) *p = context;
  const K(stretches) s = K(stretches_of)(p, down, across);
  qgan_run runs[MOST_RUNS];
  const int64_t run_count = K(runs_between)(&s, 0, s.count * s.length, 1, runs);
  K(dots)[p->columns - 1](count, runs, run_count, sources, p->packed, p->length, results);
}

// Rows of a panel from columns of pixels, zeros behind them.
static void K(copy_columns)(int64_t count, REAL *const *pixels, int64_t first, int64_t columns, REAL *row) {
  for (int64_t i = 0; i < count; i++, row += 2 * LANES) {
    const REAL *d = pixels[i] + first;
    if (columns == 2 * LANES) {
      const V low = *(const V *)d, high = *(const V *)(d + LANES);
      *(V *)row = low;
      *(V *)(row + LANES) = high;
    } else {
      for (int64_t k = 0; k < columns; k++) row[k] = d[k];
      for (int64_t k = columns; k < 2 * LANES; k++) row[k] = 0;
    }
  }
}

// A sum over this class's pixels for each element of the weights: outer products of sources and results.
static void K(visit_outer)(const void *context, qgan_taps down, qgan_taps across, int64_t count,
                           const REAL *const *x, REAL *const *dy) {
  const K(product) *p = context;
  const K(stretches) s = K(stretches_of)(p, down, across);
  if (s.count == 0) return;
  // Few products do not repay copies of the results.
  const int copied = p->columns % LANES != 0 || s.count * s.length > 8 * ROWS;
  for (int64_t i = 0; i < count; i++) {
    p->pairs[2 * i] = (int32_t)(x[i] - x[0]);
    p->pairs[2 * i + 1] = (int32_t)(copied ? i * 2 * LANES : dy[i] - dy[0]);
  }
  for (int64_t j = 0; j < p->columns; j += 2 * LANES) {
    const int64_t columns = at_most(p->columns - j, 2 * LANES);
    if (copied) K(copy_columns)(count, dy, j, columns, p->panel);
    const REAL *d = copied ? p->panel : dy[0] + j;
    for (int64_t r = 0; r < s.count; r++) {
      const qgan_run run = K(stretch)(&s, r);
      K(qgan_gemm_outer)(run.count, columns, p->pairs, count, x[0] + run.a, 0, d,
                         p->partial + run.b * p->columns + j, p->columns, 1);
    }
  }
}

// The same with vectors along the sources.
static void K(visit_outer_few)(const void *context, qgan_taps down, qgan_taps across, int64_t count,
                               const REAL *const *x, REAL *const *dy) {
  const K(product) *p = context;
  const K(stretches) s = K(stretches_of)(p, down, across);
  for (int64_t i = 0; i < count; i++) {
    p->pairs[2 * i] = (int32_t)(dy[i] - dy[0]);
    p->pairs[2 * i + 1] = (int32_t)(x[i] - x[0]);
  }
  for (int64_t r = 0; r < s.count; r++) {
    const qgan_run run = K(stretch)(&s, r);
    for (int64_t j = 0; j < run.count; j += 2 * LANES)
      K(qgan_gemm_outer)(p->columns, at_most(run.count - j, 2 * LANES), p->pairs, count, dy[0], 0,
                         x[0] + run.a + j, p->partial + run.b + j, p->length, 1);
  }
}

static int64_t K(packed_count)(const qgan_convolution *g, int kind) {
  const K(product) p = K(product_of)(g, kind);
  return p.length * (p.few ? p.columns : pieces_of(p.columns, 2 * LANES) * 2 * LANES);
}

static void K(pack)(const qgan_convolution *g, int kind, const void *wv, void *packed) {
  const REAL *w = wv;
  const K(product) p = K(product_of)(g, kind);
  const int64_t taps = g->kernel_height * g->kernel_width;
  const int64_t depth_stride = p.down.gradient ? g->channels * taps : taps;
  const int64_t column_stride = p.down.gradient ? taps : g->channels * taps;
  const int64_t width = p.few ? 1 : 2 * LANES;
  for (int64_t j = 0; j < p.columns; j += width) {
    REAL *panel = (REAL *)packed + j * p.length;
    const int64_t columns = at_most(p.columns - j, width);
    // Few depths at a time, so that every line of w is read once for all taps.
    for (int64_t first = 0; first < p.depth; first += 8)
      for (int64_t y = 0; y < g->kernel_height; y++)
        for (int64_t x = 0; x < g->kernel_width; x++) {
          const int64_t tap = tap_of(&p.down, y) * g->kernel_width + tap_of(&p.across, x);
          REAL *row = panel + (tap * p.depth + first) * width;
          const REAL *source = w + j * column_stride + first * depth_stride + y * g->kernel_width + x;
          const int64_t end = at_most(first + 8, p.depth);
          for (int64_t d = first; d < end; d++, row += width, source += depth_stride) {
            for (int64_t i = 0; i < columns; i++) row[i] = source[i * column_stride];
            for (int64_t i = columns; i < width; i++) row[i] = 0;
          }
        }
  }
}

// Elements in which the sorted axes fit, and where what is behind them begins: at a multiple of the cache's lines.
static int64_t K(axes_count)(const K(product) * p) {
  return pieces_of((axis_words(&p->down) + axis_words(&p->across)) * 4, (int64_t)sizeof(REAL));
}
static REAL *K(sort)(K(product) * p, void *scratch) {
  const int32_t *end = sort_axis(&p->across, sort_axis(&p->down, scratch));
  return (REAL *)(((uintptr_t)end + 63) & ~(uintptr_t)63);
}

static int64_t K(scratch_count)(const qgan_convolution *g, int kind) {
  const K(product) p = K(product_of)(g, kind);
  const int64_t line = 64 / sizeof(REAL), pairs = 2 * MOST_ROWS * 4 / sizeof(REAL);
  return K(axes_count)(&p) + line + (kind == QGAN_CONVOLUTION_WEIGHT_GRADIENT ? MOST_ROWS * 2 * LANES + pairs : 0);
}

static void K(gather)(const qgan_convolution *g, int kind, const void *source, const void *packed, void *result,
                      void *scratch, int64_t begin, int64_t end) {
  K(product) p = K(product_of)(g, kind);
  p.packed = packed;
  K(sort)(&p, scratch);
  K(sweep)(&p.down, &p.across, p.depth, p.columns, p.length * p.columns, source, result, begin, end,
           p.few ? K(visit_dots) : K(visit_product), &p);
}

static void K(forward)(const qgan_convolution *g, const void *x, const void *packed, void *y, void *scratch,
                       int64_t begin, int64_t end) {
  K(gather)(g, QGAN_CONVOLUTION_FORWARD, x, packed, y, scratch, begin, end);
}

static void K(input_gradient)(const qgan_convolution *g, const void *dy, const void *packed, void *dx, void *scratch,
                              int64_t begin, int64_t end) {
  K(gather)(g, QGAN_CONVOLUTION_INPUT_GRADIENT, dy, packed, dx, scratch, begin, end);
}

static int64_t K(partial_count)(const qgan_convolution *g) {
  return g->kernel_height * g->kernel_width * g->channels * g->filters;
}

static void K(weight_gradient)(const qgan_convolution *g, const void *x, const void *dy, void *partial, void *scratch,
                               int64_t begin, int64_t end) {
  K(product) p = K(product_of)(g, QGAN_CONVOLUTION_WEIGHT_GRADIENT);
  p.partial = partial;
  p.panel = K(sort)(&p, scratch);
  p.pairs = (int32_t *)(p.panel + MOST_ROWS * 2 * LANES);
  K(sweep)(&p.down, &p.across, p.depth, p.columns, p.length * p.columns, x, (REAL *)dy, begin, end,
           p.few ? K(visit_outer_few) : K(visit_outer), &p);
}

// Sums [taps, channels, filters], or [filters, taps, channels] if filters are few.
static void K(finish)(const qgan_convolution *g, const void *partials, int64_t count, void *dwv) {
  const K(product) p = K(product_of)(g, QGAN_CONVOLUTION_WEIGHT_GRADIENT);
  const int64_t taps = g->kernel_height * g->kernel_width, size = p.length * p.columns;
  const int64_t column_stride = p.few ? p.length : 1, row_stride = p.few ? 1 : p.columns;
  REAL *dw = dwv;
  // Blocks of filters, so that every line of the sums is read once.
  for (int64_t first = 0; first < p.columns; first += LANES)
    for (int64_t c = 0; c < p.depth; c++)
      for (int64_t t = 0; t < taps; t++) {
        const int64_t filters = at_most(p.columns - first, LANES);
        const REAL *sums = (const REAL *)partials + (t * p.depth + c) * row_stride + first * column_stride;
        REAL *to = dw + (first * p.depth + c) * taps + t;
        for (int64_t i = 0; i < filters; i++) {
          REAL sum = sums[i * column_stride];
          for (int64_t k = 1; k < count; k++) sum += sums[i * column_stride + k * size];
          to[i * p.length] = sum;
        }
      }
}

// Products at the rate of the register tiles, and some time a pixel and its stores.
static double K(cost)(const qgan_convolution *g, int kind) {
  if (g->groups != 1 || g->factor_height != 1 || g->factor_width != 1) return -1;
  const K(product) p = K(product_of)(g, kind);
  const double pairs = (double)axis_pairs(&p.down) * (double)axis_pairs(&p.across);
  const double columns = p.few ? (double)p.columns : (double)(pieces_of(p.columns, LANES) * LANES);
  // Products a nanosecond.
  const double rate = (LANES * sizeof(REAL) == 16 ? 18 : 55) * 4.0 / sizeof(REAL);
  return pairs * (double)p.depth * columns / rate + (3 + columns * 0.02) * (double)(p.down.size * p.across.size);
}

static const qgan_convolution_family K(direct) = {"direct",        K(cost),    K(packed_count),   K(scratch_count),
                                                  K(pack),         K(forward), K(input_gradient), K(partial_count),
                                                  K(weight_gradient), K(finish)};
#undef V
