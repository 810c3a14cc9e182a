// Included once for each element type and instruction set by convolution_tiled.c.
#include "gemm_vectors.h"

#include "convolution_tiled_squares.h"
#include "convolution_tiled_weights.h"

#define PANEL (2 * LANES)
// Elements of a cache line.
#define LINE ((int64_t)(64 / sizeof(REAL)))

// Sizes of a geometry's work, and where its parts are in scratch memory. What products take of inputs, and what sums
// take of outputs, is ordered [combination][tile][channel]. Chunks of tiles are as large as the second cache allows.
typedef struct {
  const qgan_tiled_scheme *s;
  int scheme;
  int64_t products, sums, weights;    // of a tile, that is of both axes
  int64_t channels, filters;          // padded to vectors
  int64_t channel_panels, filter_panels;
  int64_t sample_tiles, chunk;        // tiles of a sample, and most of a chunk
  int64_t first_step, second_step;    // between combinations, in either part of scratch memory
  int64_t second, outside, count;     // where the second part begins, memory for pixels outside, elements in all
} K(plan);

// Between combinations: not a multiple of a cache's ways, or stores to all combinations of a tile would evict each other.
INLINE int64_t K(step_of)(int64_t tiles, int64_t width) { return pieces_of(tiles * width, LINE) * LINE + LINE; }

static K(plan) K(plan_of)(const qgan_convolution *g, int kind) {
  K(plan) p = {0};
  p.scheme = scheme_of(g);
  p.s = &tiled_schemes[p.scheme];
  p.products = p.s->products * p.s->products;
  p.sums = p.s->sums * p.s->sums;
  p.weights = p.s->weights * p.s->weights;
  p.channels = pieces_of(g->channels, LANES) * LANES;
  p.filters = pieces_of(g->filters, LANES) * LANES;
  p.channel_panels = pieces_of(g->channels, PANEL);
  p.filter_panels = pieces_of(g->filters, PANEL);
  p.sample_tiles = pieces_of(g->out_height, p.s->outputs) * pieces_of(g->out_width, p.s->outputs);
  const int to_inputs = kind == QGAN_CONVOLUTION_INPUT_GRADIENT, to_weights = kind == QGAN_CONVOLUTION_WEIGHT_GRADIENT;
  const int64_t first_width = to_inputs ? p.filters : p.channels;
  const int64_t second_width = to_weights ? p.filter_panels * PANEL : PANEL;
  const int64_t tile = (to_inputs ? p.sums : p.products) * first_width + (to_inputs ? p.products : p.sums) * second_width;
  p.chunk = CHUNK_BYTES / (int64_t)sizeof(REAL) / tile / ROWS * ROWS;
  if (p.chunk > CHUNK_TILES) p.chunk = CHUNK_TILES / ROWS * ROWS;
  if (p.chunk < 2 * ROWS) p.chunk = 2 * ROWS;
  p.first_step = K(step_of)(p.chunk, first_width);
  p.second_step = K(step_of)(p.chunk, PANEL);
  p.second = (to_inputs ? p.sums : p.products) * p.first_step;
  p.outside = p.second + (to_inputs ? p.products : p.sums) * p.second_step * (to_weights ? p.filter_panels : 1);
  p.count = p.outside + (p.channels > p.filters ? p.channels : p.filters) + LINE;
  return p;
}

// Tiles of a range of samples in nearly equal chunks that are whole tiles of registers.
INLINE int64_t K(chunk_of)(const K(plan) *p, int64_t tiles) {
  const int64_t chunks = pieces_of(tiles, p->chunk);
  return chunks ? pieces_of(pieces_of(tiles, chunks), ROWS) * ROWS : 1;
}

// Scratch memory on the boundary of a cache line.
INLINE REAL *K(aligned)(void *scratch) { return (REAL *)(((uintptr_t)scratch + 63) & ~(uintptr_t)63); }

// Adds rows of A times a panel over `products` stretches of `length`, as many at a time as leave the panel in the first
// cache.
static void K(sum_products)(int64_t rows, int64_t columns, const int64_t *a, const int64_t *b,
                            int64_t products, int64_t length, const REAL *const *left, const REAL *panel,
                            REAL *const *result) {
  const int64_t total = products * length, limit = pieces_of(total, pieces_of(total, BLOCK));
  qgan_run runs[MOST_TERMS * MOST_TERMS];
  int64_t count = 0, taken = 0;
  int accumulate = 0;
  for (int64_t i = 0; i < products; i++)
    for (int64_t begin = 0, piece; begin < length; begin += piece) {
      piece = at_most(length - begin, limit - taken);
      runs[count++] = (qgan_run){a[i] + begin, b[i] + begin * PANEL, piece};
      taken += piece;
      if (taken < limit && (i + 1 < products || begin + piece < length)) continue;
      K(qgan_gemm_rows)(rows, columns, runs, count, left, panel, result, 0, accumulate);
      count = taken = 0;
      accumulate = 1;
    }
}

static void K(tiled_forward)(const qgan_convolution *g, const void *x, const void *packed, void *y, void *scratch,
                             int64_t begin, int64_t end) {
  const K(plan) p = K(plan_of)(g, QGAN_CONVOLUTION_FORWARD);
  const qgan_tiled_scheme *s = p.s;
  REAL *memory = K(aligned)(scratch), *outside = memory + p.outside;
  const int64_t last = end * p.sample_tiles, size = K(chunk_of)(&p, last - begin * p.sample_tiles);
  for (int64_t first = begin * p.sample_tiles; first < last; first += size) {
    const int64_t tiles = at_most(last - first, size);
    memset(outside, 0, (size_t)p.channels * sizeof(REAL));
    const K(squares) taken = {g, first, tiles, (REAL *)x, outside, memory, p.first_step, p.channels, PANEL, PANEL,
                              0, g->channels};
    K(take)[p.scheme][0](&taken);
    const REAL *left[CHUNK_TILES];
    for (int64_t t = 0; t < tiles; t++) left[t] = memory + t * p.channels;
    for (int64_t panel = 0; panel < p.filter_panels; panel++) {
      const REAL *weights = (const REAL *)packed + panel * p.weights * g->channels * PANEL;
      const int64_t columns = at_most(p.filters - panel * PANEL, PANEL);
      for (int qy = 0; qy < s->sums; qy++)
        for (int qx = 0; qx < s->sums; qx++) {
          REAL *result[CHUNK_TILES], *base = memory + p.second + (qy * s->sums + qx) * p.second_step;
          for (int64_t t = 0; t < tiles; t++) result[t] = base + t * PANEL;
          int64_t a[MOST_TERMS * MOST_TERMS], b[MOST_TERMS * MOST_TERMS], products = 0;
          for (int i = 0; i < s->count[qy]; i++)
            for (int j = 0; j < s->count[qx]; j++) {
              a[products] = ((s->first[qy] + i) * s->products + s->first[qx] + j) * p.first_step;
              b[products++] = ((s->weight[qy] + i) * s->weights + s->weight[qx] + j) * g->channels * PANEL;
            }
          K(sum_products)(tiles, columns, a, b, products, g->channels, left, weights, result);
        }
      const K(squares) put = {g, first, tiles, y, outside, memory + p.second, p.second_step, PANEL, 0, PANEL,
                              panel * PANEL, at_most(g->filters - panel * PANEL, PANEL)};
      K(put)[p.scheme][1](&put);
    }
  }
}

static void K(tiled_input_gradient)(const qgan_convolution *g, const void *dy, const void *packed, void *dx,
                                    void *scratch, int64_t begin, int64_t end) {
  const K(plan) p = K(plan_of)(g, QGAN_CONVOLUTION_INPUT_GRADIENT);
  const qgan_tiled_scheme *s = p.s;
  REAL *memory = K(aligned)(scratch), *outside = memory + p.outside;
  const int64_t last = end * p.sample_tiles, size = K(chunk_of)(&p, last - begin * p.sample_tiles);
  // The last rows and columns may be in no window.
  const int64_t step = s->outputs * s->stride, image = g->height * g->width * g->channels;
  if (pieces_of(g->out_height, s->outputs) * step + s->window - step - g->pad_top < g->height ||
      pieces_of(g->out_width, s->outputs) * step + s->window - step - g->pad_left < g->width)
    memset((REAL *)dx + begin * image, 0, (size_t)((end - begin) * image) * sizeof(REAL));
  for (int64_t first = begin * p.sample_tiles; first < last; first += size) {
    const int64_t tiles = at_most(last - first, size);
    memset(outside, 0, (size_t)p.filters * sizeof(REAL));
    const K(squares) taken = {g, first, tiles, (REAL *)dy, outside, memory, p.first_step, p.filters, PANEL, PANEL,
                              0, g->filters};
    K(take)[p.scheme][1](&taken);
    for (int64_t panel = 0; panel < p.channel_panels; panel++) {
      const REAL *weights = (const REAL *)packed + panel * p.weights * g->filters * PANEL;
      const int64_t columns = at_most(p.channels - panel * PANEL, PANEL);
      for (int qy = 0; qy < s->sums; qy++)
        for (int qx = 0; qx < s->sums; qx++) {
          const REAL *left[CHUNK_TILES], *from = memory + (qy * s->sums + qx) * p.first_step;
          for (int64_t t = 0; t < tiles; t++) left[t] = from + t * p.filters;
          for (int i = 0; i < s->count[qy]; i++)
            for (int j = 0; j < s->count[qx]; j++) {
              const int product = (s->first[qy] + i) * s->products + s->first[qx] + j;
              const int weight = (s->weight[qy] + i) * s->weights + s->weight[qx] + j;
              REAL *result[CHUNK_TILES], *base = memory + p.second + product * p.second_step;
              for (int64_t t = 0; t < tiles; t++) result[t] = base + t * PANEL;
              const int64_t a = 0, b = weight * g->filters * PANEL;
              K(sum_products)(tiles, columns, &a, &b, 1, g->filters, left, weights, result);
            }
        }
      const K(squares) put = {g, first, tiles, dx, outside, memory + p.second, p.second_step, PANEL, 0, PANEL,
                              panel * PANEL, at_most(g->channels - panel * PANEL, PANEL)};
      K(put)[p.scheme][0](&put);
    }
  }
}

static void K(tiled_weight_gradient)(const qgan_convolution *g, const void *x, const void *dy, void *partial,
                                     void *scratch, int64_t begin, int64_t end) {
  const K(plan) p = K(plan_of)(g, QGAN_CONVOLUTION_WEIGHT_GRADIENT);
  const qgan_tiled_scheme *s = p.s;
  REAL *memory = K(aligned)(scratch), *outside = memory + p.outside;
  const int64_t last = end * p.sample_tiles, size = K(chunk_of)(&p, last - begin * p.sample_tiles);
  memset(outside, 0, (size_t)(p.count - p.outside - LINE) * sizeof(REAL));
  for (int64_t first = begin * p.sample_tiles; first < last; first += size) {
    const int64_t tiles = at_most(last - first, size), panel_step = p.sums * p.second_step;
    const K(squares) inputs = {g, first, tiles, (REAL *)x, outside, memory, p.first_step, p.channels, PANEL, PANEL,
                               0, g->channels};
    const K(squares) outputs = {g, first, tiles, (REAL *)dy, outside, memory + p.second, p.second_step, PANEL,
                                panel_step, PANEL, 0, g->filters};
    K(take)[p.scheme][0](&inputs);
    K(take)[p.scheme][1](&outputs);
    for (int64_t panel = 0; panel < p.filter_panels; panel++) {
      const int64_t columns = at_most(p.filters - panel * PANEL, PANEL);
      for (int qy = 0; qy < s->sums; qy++)
        for (int qx = 0; qx < s->sums; qx++)
          for (int i = 0; i < s->count[qy]; i++)
            for (int j = 0; j < s->count[qx]; j++) {
              const int product = (s->first[qy] + i) * s->products + s->first[qx] + j;
              const int weight = (s->weight[qy] + i) * s->weights + s->weight[qx] + j;
              K(qgan_gemm_outer)(g->channels, columns, NULL, tiles, memory + product * p.first_step, p.channels,
                                 memory + p.second + panel * panel_step + (qy * s->sums + qx) * p.second_step,
                                 (REAL *)partial + (panel * p.weights + weight) * g->channels * PANEL, PANEL, 1);
            }
    }
  }
}

static int64_t K(tiled_packed_count)(const qgan_convolution *g, int kind) {
  const K(plan) p = K(plan_of)(g, kind);
  return p.weights * PANEL *
         (kind == QGAN_CONVOLUTION_FORWARD ? p.filter_panels * g->channels : p.channel_panels * g->filters);
}

static int64_t K(tiled_scratch_count)(const qgan_convolution *g, int kind) {
  return K(plan_of)(g, kind).count + LINE;
}

static int64_t K(tiled_partial_count)(const qgan_convolution *g) {
  const K(plan) p = K(plan_of)(g, QGAN_CONVOLUTION_WEIGHT_GRADIENT);
  return p.weights * PANEL * p.filter_panels * g->channels;
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

// Measured in single precision with AVX-512: the products at 112 GFLOP/s and what is moved around them. Families are
// only compared with each other, which other element types and instruction sets slow down alike.
static double K(tiled_cost)(const qgan_convolution *g, int kind) {
  if (scheme_of(g) < 0 || g->channels < 8 || g->filters < 8) return -1;
  const K(plan) p = K(plan_of)(g, kind);
  const int to_inputs = kind == QGAN_CONVOLUTION_INPUT_GRADIENT;
  const int64_t columns = to_inputs ? g->channels : g->filters, length = to_inputs ? g->filters : g->channels;
  const int64_t rest = columns % PANEL;
  // A panel's half takes more than half the time; channels behind the last whole vector are copied one by one.
  const double width = (double)(columns - rest) + (rest > LANES ? 1.0 : rest > 0 ? 0.65 : 0.0) * PANEL;
  const double moved = (double)(p.products * p.channels + p.sums * p.filters);
  const double single = (g->channels % LANES ? 4.0 : 0.0) * p.s->window * p.s->window +
                        (g->filters % LANES ? 4.0 : 0.0) * p.s->outputs * p.s->outputs;
  return (double)p.sample_tiles * ((double)(2 * p.products * length) * width / 112 + 0.15 * moved + single);
}

static const qgan_convolution_family K(tiled) = {"tiled", K(tiled_cost), K(tiled_packed_count),
                                                 K(tiled_scratch_count), K(tiled_pack), K(tiled_forward),
                                                 K(tiled_input_gradient), K(tiled_partial_count),
                                                 K(tiled_weight_gradient), K(tiled_finish)};
#undef V
#undef PANEL
#undef LINE
