// Sizes, scratch memory and costs of convolutions in tiles. Included for each element type and instruction set.

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
  const int64_t fewest = to_weights ? FEWEST_WEIGHT_TILES : FEWEST_TILES;
  if (p.chunk > CHUNK_TILES) p.chunk = CHUNK_TILES / ROWS * ROWS;
  if (p.chunk < fewest) p.chunk = fewest;
  p.first_step = K(step_of)(p.chunk, first_width);
  p.second_step = K(step_of)(p.chunk, PANEL);
  p.second = (to_inputs ? p.sums : p.products) * p.first_step;
  p.outside = p.second + (to_inputs ? p.products : p.sums) * p.second_step * (to_weights ? p.filter_panels : 1);
  p.count = p.outside + (p.channels > p.filters ? p.channels : p.filters);
  return p;
}

// Tiles of a range of samples in nearly equal chunks that are whole tiles of registers.
INLINE int64_t K(chunk_of)(const K(plan) *p, int64_t tiles) {
  const int64_t chunks = pieces_of(tiles, p->chunk);
  return chunks ? pieces_of(pieces_of(tiles, chunks), ROWS) * ROWS : 1;
}

// Rows, or columns, of an image up to the end of the last window.
INLINE int64_t K(covered)(const qgan_tiled_scheme *s, int64_t outputs, int64_t padding) {
  return (pieces_of(outputs, s->outputs) - 1) * s->outputs * s->stride + s->window - padding;
}

// Scratch memory on the boundary of a cache line.
INLINE REAL *K(aligned)(void *scratch) { return (REAL *)(((uintptr_t)scratch + 63) & ~(uintptr_t)63); }

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

// Measured in single precision with AVX-512: the products at 110 GFLOP/s and what is moved around them. Families are
// only compared with each other, which other element types and instruction sets slow down alike.
static double K(tiled_cost)(const qgan_convolution *g, int kind) {
  if (scheme_of(g) < 0 || g->channels < 8 || g->filters < 8) return -1;
  const K(plan) p = K(plan_of)(g, kind);
  const int to_inputs = kind == QGAN_CONVOLUTION_INPUT_GRADIENT;
  const int64_t columns = to_inputs ? g->channels : g->filters, length = to_inputs ? g->filters : g->channels;
  const int64_t rest = columns % PANEL;
  // A panel's half takes more than half the time; channels behind the last whole vector are copied one by one.
  const double width = (double)(columns - rest) + (rest > LANES ? 1.0 : rest > 0 ? 0.6 : 0.0) * PANEL;
  const double moved = (double)(p.products * p.channels + p.sums * p.filters);
  const double single = (g->channels % LANES ? 2.0 : 0.0) * p.s->window * p.s->window +
                        (g->filters % LANES ? 2.0 : 0.0) * p.s->outputs * p.s->outputs;
  return (double)p.sample_tiles * ((double)(2 * p.products * length) * width / 110 + 0.1 * moved + single);
}
