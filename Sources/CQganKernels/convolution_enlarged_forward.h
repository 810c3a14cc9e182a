// y of enlarged convolutions. Included by convolution_enlarged_body.h.

// Elements from one pixel's products to the next's: all of the kernel's elements, in whole vectors.
static int64_t K(products_width)(const qgan_convolution *g) { return pieces_of(tap_columns(g), LANES) * LANES; }

// Rows of small images whose products are taken at once.
static int64_t K(rows_at_once)(const qgan_convolution *g) {
  const int64_t row = g->width * K(products_width)(g) * (int64_t)sizeof(REAL);
  return at_least(1, at_most(CHUNK_BYTES / row, at_least(1, MOST_ROWS / g->width)));
}

// Rows of which products are kept, in turns.
static int64_t K(rows_kept)(const qgan_convolution *g) { return K(rows_at_once)(g) + rows_seen(g); }

// Products, with a vector behind them that may be read; sums of a row; which of these each result takes.
static int64_t K(forward_scratch)(const qgan_convolution *g) {
  return K(rows_kept)(g) * g->width * K(products_width)(g) + 16 +
         (g->width + 2) * at_least(16, g->kernel_width * g->filters) + g->out_width * (g->kernel_width + 1);
}

// Columns (u, v, filter) of the packed matrix, rows are channels.
static void K(pack_forward)(const qgan_convolution *g, const REAL *w, REAL *packed) {
  const int64_t taps = g->kernel_height * g->kernel_width, channels = g->channels, columns = tap_columns(g);
  const int64_t panel = channels * 2 * LANES;
  for (int64_t j = columns; j % (2 * LANES) != 0; j++)
    for (int64_t c = 0; c < channels; c++) packed[j / (2 * LANES) * panel + c * 2 * LANES + j % (2 * LANES)] = 0;
  // Few enough rows that what neighbouring filters write to stays in the first cache.
  for (int64_t c0 = 0; c0 < channels; c0 += 16)
    for (int64_t o = 0; o < g->filters; o++) {
      const int64_t height = at_most(16, channels - c0);
      const REAL *source = w + (o * channels + c0) * taps;
      for (int64_t t = 0; t < taps; t++) {
        const int64_t j = t * g->filters + o;
        REAL *target = packed + j / (2 * LANES) * panel + c0 * 2 * LANES + j % (2 * LANES);
        ROLLED for (int64_t c = 0; c < height; c++) target[c * 2 * LANES] = source[c * taps + t];
      }
    }
}

// Products of the pixels of small rows [begin, end), counted over all samples.
static void K(tap_products)(const qgan_convolution *g, const REAL *x, const REAL *packed, REAL *products, int64_t begin,
                            int64_t end) {
  const int64_t width = K(products_width)(g), kept = K(rows_kept)(g), channels = g->channels;
  const int64_t blocks = pieces_of(channels, BLOCK);
  const REAL *rows[MOST_ROWS];
  REAL *results[MOST_ROWS];
  int64_t row = begin, column = 0;
  while (row < end) {
    int64_t count = 0;
    for (; count < MOST_ROWS && row < end; count++) {
      rows[count] = x + (row * g->width + column) * channels;
      results[count] = products + (row % kept * g->width + column) * width;
      if (++column == g->width) column = 0, row++;
    }
    for (int64_t block = 0; block < blocks; block++) {
      const int64_t first = piece_begin(channels, blocks, block);
      const qgan_run run = {first, first * 2 * LANES, piece_begin(channels, blocks, block + 1) - first};
      for (int64_t j = 0; j < width; j += 2 * LANES)
        K(qgan_gemm_rows)(count, at_most(width - j, 2 * LANES), &run, 1, rows, packed + j * channels, results, j,
                          block > 0);
    }
  }
}

// For every column of y: how many sums it takes, and where they are.
static void K(list_columns)(const qgan_convolution *g, int32_t *list) {
  for (int64_t ox = 0; ox < g->out_width; ox++, list += g->kernel_width + 1) {
    list[0] = 0;
    for (int64_t v = 0; v < g->kernel_width; v++) {
      const int64_t jx = floor_div(ox + v - g->pad_left, g->factor_width);
      if (jx < 0 || jx >= g->width) continue;
      list[++list[0]] = (int32_t)((jx * g->kernel_width + v) * g->filters);
    }
  }
}

typedef REAL K(sixteen) __attribute__((vector_size(16 * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));
typedef REAL K(eight) __attribute__((vector_size(8 * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));

// A row of y of one or three filters, two pixels at a time, from the sums of a row's products: 16 elements a pixel of
// which 3 * filters count. What lies beside the row is zero.
#define TINY(filters, a0, a1, a2, a3, a4, a5, b0, b1, b2, b3, b4, b5, c0, c1, c2, c3, c4, c5)             \
  INLINE void K(tiny_pair_##filters)(const REAL *sums, K(eight) * pair) {                                 \
    const K(sixteen) here = *(const K(sixteen) *)sums;                                                    \
    const K(sixteen) before = *(const K(sixteen) *)(sums - 16), after = *(const K(sixteen) *)(sums + 16); \
    *pair = __builtin_shufflevector(here, here, a0, a1, a2, a3, a4, a5, -1, -1) +                         \
            __builtin_shufflevector(here, here, b0, b1, b2, b3, b4, b5, -1, -1) +                         \
            __builtin_shufflevector(before, after, c0, c1, c2, c3, c4, c5, -1, -1);                       \
  }                                                                                                       \
  static void K(tiny_row_##filters)(const REAL *sums, int64_t width, REAL *y) {                           \
    int64_t j = 0;                                                                                        \
    for (; (j + 1) * 2 * filters + 8 <= width * 2 * filters; j++)                                         \
      K(tiny_pair_##filters)(sums + j * 16, (K(eight) *)(y + j * 2 * filters));                           \
    for (; j < width; j++) {                                                                              \
      K(eight) pair;                                                                                      \
      K(tiny_pair_##filters)(sums + j * 16, &pair);                                                       \
      memcpy(y + j * 2 * filters, &pair, 2 * filters * sizeof(REAL));                                     \
    }                                                                                                     \
  }
TINY(1, 1, 0, -1, -1, -1, -1, 2, 1, -1, -1, -1, -1, 0, 18, -1, -1, -1, -1)
TINY(3, 3, 4, 5, 0, 1, 2, 6, 7, 8, 3, 4, 5, 0, 1, 2, 22, 23, 24)
#undef TINY

static void K(enlarged_forward)(const qgan_convolution *g, const void *xv, const void *packed, void *yv, void *scratch,
                                int64_t begin, int64_t end) {
  const int64_t width = K(products_width)(g), kept = K(rows_kept)(g), row_width = g->width * width;
  const int64_t stretch = g->kernel_width * g->filters, at_once = K(rows_at_once)(g);
  const int tiny = is_doubling(g) && (g->filters == 1 || g->filters == 3);
  REAL *products = scratch, *sums = products + kept * row_width + 16;
  int32_t *list = (int32_t *)(sums + (g->width + 2) * at_least(16, stretch));
  if (tiny) {
    memset(sums, 0, 16 * sizeof(REAL));
    memset(sums + (g->width + 1) * 16, 0, 16 * sizeof(REAL));
    // Read, though not used, behind the products of the last pixel.
    memset(products + kept * row_width, 0, 16 * sizeof(REAL));
  } else {
    K(list_columns)(g, list);
  }
  REAL *y = (REAL *)yv + begin * g->out_height * g->out_width * g->filters;
  int64_t computed = begin * g->height;
  for (int64_t first = begin * g->height; first < end * g->height; first += g->height)
    for (int64_t oy = 0; oy < g->out_height; oy++) {
      const REAL *sources[MOST_SOURCES];
      int64_t n = 0;
      int more = 0;
      for (int64_t u = 0; u < g->kernel_height; u++) {
        const int64_t jy = floor_div(oy + u - g->pad_top, g->factor_height);
        if (jy < 0 || jy >= g->height) continue;
        while (computed <= first + jy) {
          const int64_t next = at_most(computed + at_once, end * g->height);
          K(tap_products)(g, xv, packed, products, computed, next);
          computed = next;
        }
        if (n == MOST_SOURCES) {
          K(sum)(n, sources, width, sums, stretch, g->width, stretch, more);
          more = 1;
          n = 0;
        }
        sources[n++] = products + (first + jy) % kept * row_width + u * stretch;
      }
      if (tiny) {
        K(sum)(n, sources, width, sums + 16, 16, g->width, 16, 0);
        if (g->filters == 1)
          K(tiny_row_1)(sums + 16, g->width, y);
        else
          K(tiny_row_3)(sums + 16, g->width, y);
        y += g->out_width * g->filters;
        continue;
      }
      K(sum)(n, sources, width, sums, stretch, g->width, stretch, more);
      const int32_t *entry = list;
      for (int64_t ox = 0; ox < g->out_width; ox++, entry += g->kernel_width + 1, y += g->filters) {
        const int32_t *next = entry + 1;
        int64_t left = entry[0];
        more = 0;
        do {
          const REAL *columns[MOST_SOURCES];
          const int64_t some = at_most(left, MOST_SOURCES);
          for (int64_t k = 0; k < some; k++) columns[k] = sums + *next++;
          K(sum)(some, columns, 0, y, 0, 1, g->filters, more);
          more = 1;
          left -= some;
        } while (left > 0);
      }
    }
}
