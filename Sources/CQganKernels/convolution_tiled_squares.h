// Squares of pixels into and out of the scratch memory, combined along both axes. Included for each element type and
// instruction set. Rows of scratch memory are padded to whole vectors; those of images are not.

// Sum of coefficients times values. Those that are 0 or 1 cost nothing, as all are known to the compiler.
INLINE V K(combine)(int count, const float *coefficients, int step, const V *values, int value_step) {
  V sum = -(V){0};
  UNROLL for (int i = 0; i < count; i++) {
    const float c = coefficients[i * step];
    const V value = values[i * value_step];
    if (c == 1)
      sum += value;
    else if (c == -1)
      sum -= value;
    else if (c != 0)
      sum += (REAL)c * value;
  }
  return sum;
}

// out[i][j] = sum over y, x of a[i][y] a[j][x] in[y][x]; element (i, y) of a is coefficients[i * row + y * column].
INLINE void K(separable)(int results, int terms, const float *coefficients, int row, int column,
                         V in[MOST_TERMS][MOST_TERMS], V out[MOST_TERMS][MOST_TERMS]) {
  V half[MOST_TERMS][MOST_TERMS];
  UNROLL for (int x = 0; x < terms; x++)
    UNROLL for (int i = 0; i < results; i++)
      half[i][x] = K(combine)(terms, coefficients + i * row, column, &in[0][x], MOST_TERMS);
  UNROLL for (int i = 0; i < results; i++)
    UNROLL for (int j = 0; j < results; j++)
      out[i][j] = K(combine)(terms, coefficients + j * row, column, half[i], 1);
}

// Pixels of a square from (top, left) on, `outside` for those that the image has not.
INLINE void K(square)(int size, const REAL *image, int64_t height, int64_t width, int64_t channels, int64_t top,
                      int64_t left, const REAL *outside, const REAL **pixels) {
  const REAL *corner = image + (top * width + left) * channels;
  UNROLL for (int y = 0; y < size; y++)
    UNROLL for (int x = 0; x < size; x++) {
      const int inside = ((uint64_t)(top + y) < (uint64_t)height) & ((uint64_t)(left + x) < (uint64_t)width);
      pixels[y * size + x] = inside ? corner + (y * width + x) * channels : outside;
    }
}

// Where the images' squares and their combinations are.
typedef struct {
  const qgan_convolution *g;
  int64_t first, count;  // tiles
  REAL *image;           // the first sample's
  REAL *outside;         // zeros to read, or memory to write to; in scratch memory
  REAL *scratch;
  // From one combination, tile and panel of channels to the next, and how many channels a panel has.
  int64_t step, tile_step, panel_step, panel;
  int64_t first_channel, channels;  // of the image that are taken or put
} K(squares);

// Calls `act` for every tile's square of pixels, of inputs' or outputs' size. Meanwhile the pixels of the next row of tiles
// come into the cache: squares are short pieces of many rows, which the processor does not foresee.
INLINE void K(each_square)(const qgan_tiled_scheme *s, int of_outputs, int writes, const K(squares) *q,
                           void (*act)(const qgan_tiled_scheme *, int, const K(squares) *, const REAL **, int, int, REAL *)) {
  const qgan_convolution *g = q->g;
  const int64_t down = pieces_of(g->out_height, s->outputs), across = pieces_of(g->out_width, s->outputs);
  const int size = of_outputs ? s->outputs : s->window;
  const int64_t height = of_outputs ? g->out_height : g->height, width = of_outputs ? g->out_width : g->width;
  const int64_t channels = of_outputs ? g->filters : g->channels;
  const int64_t step = of_outputs ? s->outputs : s->outputs * s->stride;
  int64_t sample = q->first / (down * across), row = q->first / across % down, column = q->first % across;
  // A tile's share of a row of tiles, in bytes, and where that of the next row is.
  const int64_t share = step * width * channels * (int64_t)sizeof(REAL) / across;
  const char *next = (const char *)(q->image + (sample * height + (row + 1) * step) * width * channels) + column * share;
  REAL *scratch = q->scratch;
  for (int64_t t = 0; t < q->count; t++, scratch += q->tile_step) {
    const REAL *pixels[MOST_TERMS * MOST_TERMS];
    K(square)(size, q->image + sample * height * width * channels, height, width, channels,
              row * step - (of_outputs ? 0 : g->pad_top), column * step - (of_outputs ? 0 : g->pad_left),
              q->outside - q->first_channel, pixels);
    for (int64_t byte = 0; byte < share; byte += 64) {
      if (writes)
        __builtin_prefetch(next + byte, 1);
      else
        __builtin_prefetch(next + byte);
    }
    next += share;
    act(s, of_outputs, q, pixels, row > 0, column > 0, scratch);
    if (++column < across) continue;
    column = 0;
    if (++row == down) {
      row = 0;
      sample++;
    }
    next = (const char *)(q->image + (sample * height + (row + 1) * step) * width * channels);
  }
}

// Combinations of a square's pixels into scratch memory: V from inputs, or what sums contribute from outputs.
INLINE void K(take_square)(const qgan_tiled_scheme *s, int of_outputs, const K(squares) *q, const REAL **pixels,
                           int above, int before, REAL *scratch) {
  (void)above, (void)before;
  const int size = of_outputs ? s->outputs : s->window, results = of_outputs ? s->sums : s->products;
  const float *coefficients = of_outputs ? s->output[0] : s->input[0];
  const int row = of_outputs ? 1 : MOST_TERMS, column = of_outputs ? MOST_TAPS : 1;
  REAL rest[MOST_TERMS * MOST_TERMS][LANES];
  for (int64_t c = 0; c < q->channels; c += LANES) {
    int64_t at = q->first_channel + c;
    if (q->channels - c < LANES) {
      // A vector would read beyond the pixel, and beyond the last image.
      ROLLED for (int i = 0; i < size * size; i++) {
        for (int64_t j = 0; j < LANES; j++) rest[i][j] = j < q->channels - c ? pixels[i][at + j] : 0;
        pixels[i] = rest[i];
      }
      at = 0;
    }
    V in[MOST_TERMS][MOST_TERMS], out[MOST_TERMS][MOST_TERMS];
    UNROLL for (int y = 0; y < size; y++)
      UNROLL for (int x = 0; x < size; x++) in[y][x] = *(const V *)(pixels[y * size + x] + at);
    K(separable)(results, size, coefficients, row, column, in, out);
    REAL *to = scratch + c / q->panel * q->panel_step + c % q->panel;
    UNROLL for (int i = 0; i < results; i++)
      UNROLL for (int j = 0; j < results; j++) *(V *)(to + (i * results + j) * q->step) = out[i][j];
  }
}

// A square's pixels from combinations in scratch memory. Windows of inputs overlap: what tiles above or before have put
// is added to.
INLINE void K(put_square)(const qgan_tiled_scheme *s, int of_outputs, const K(squares) *q, const REAL **pixels,
                          int above, int before, REAL *scratch) {
  const int size = of_outputs ? s->outputs : s->window, terms = of_outputs ? s->sums : s->products;
  const int overlap = of_outputs ? 0 : s->window - s->outputs * s->stride;
  const float *coefficients = of_outputs ? s->output[0] : s->input[0];
  const int row = of_outputs ? MOST_TAPS : 1, column = of_outputs ? 1 : MOST_TERMS;
  for (int64_t c = 0; c < q->channels; c += LANES) {
    const int64_t at = q->first_channel + c, rest = q->channels - c;
    const REAL *from = scratch + c / q->panel * q->panel_step + c % q->panel;
    V in[MOST_TERMS][MOST_TERMS], out[MOST_TERMS][MOST_TERMS];
    UNROLL for (int i = 0; i < terms; i++)
      UNROLL for (int j = 0; j < terms; j++) in[i][j] = *(const V *)(from + (i * terms + j) * q->step);
    K(separable)(size, terms, coefficients, row, column, in, out);
    if (rest >= LANES) {
      static const REAL zeros[LANES];
      UNROLL for (int y = 0; y < size; y++)
        UNROLL for (int x = 0; x < size; x++) {
          V *to = (V *)(pixels[y * size + x] + at);
          if (y < overlap || x < overlap)
            out[y][x] += *(((y < overlap) & above) | ((x < overlap) & before) ? to : (const V *)zeros);
          *to = out[y][x];
        }
    } else {
      REAL values[MOST_TERMS * MOST_TERMS][LANES];
      UNROLL for (int y = 0; y < size; y++)
        UNROLL for (int x = 0; x < size; x++) *(V *)values[y * size + x] = out[y][x];
      ROLLED for (int i = 0; i < size * size; i++) {
        REAL *to = (REAL *)pixels[i] + at;
        const int add = ((i / size < overlap) & above) | ((i % size < overlap) & before);
        for (int64_t j = 0; j < rest; j++) to[j] = values[i][j] + (add ? to[j] : 0);
      }
    }
  }
}

#define SQUARES(name, scheme, writes)                                                      \
  static void K(name##_inputs_##scheme)(const K(squares) *q) {                     \
    K(each_square)(&tiled_schemes[scheme], 0, writes, q, K(name##_square));                \
  }                                                                                \
  static void K(name##_outputs_##scheme)(const K(squares) *q) {                    \
    K(each_square)(&tiled_schemes[scheme], 1, writes, q, K(name##_square));                \
  }
SQUARES(take, 0, 0)
SQUARES(take, 1, 0)
SQUARES(take, 2, 0)
SQUARES(put, 0, 1)
SQUARES(put, 1, 1)
SQUARES(put, 2, 1)
#undef SQUARES

typedef void K(squares_function)(const K(squares) *);
// [scheme][of outputs]
static K(squares_function) *const K(take)[SCHEMES][2] = {{K(take_inputs_0), K(take_outputs_0)},
                                                        {K(take_inputs_1), K(take_outputs_1)},
                                                        {K(take_inputs_2), K(take_outputs_2)}};
static K(squares_function) *const K(put)[SCHEMES][2] = {{K(put_inputs_0), K(put_outputs_0)},
                                                       {K(put_inputs_1), K(put_outputs_1)},
                                                       {K(put_inputs_2), K(put_outputs_2)}};
