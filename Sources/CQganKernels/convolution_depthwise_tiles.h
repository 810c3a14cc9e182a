// Register tiles of depthwise convolutions. Included by convolution_depthwise_body.h.

// What the pixels of a class share: the taps, and how far apart their sources and weights are.
typedef struct {
  int64_t down, across;
  int64_t source_down, source_across, weight_down, weight_across;
  // Whether results are too large for the caches, so that they are stored past them.
  int streams;
} K(window);

typedef REAL K(line) __attribute__((vector_size(LANES * sizeof(REAL)), may_alias));

INLINE void K(store_result)(V sum, REAL *to, int streams) {
#if defined(__x86_64__)
  // Only vectors that are whole lines of the cache spare it from reading what they overwrite.
  if (LANES * sizeof(REAL) == 64 && streams && ((uintptr_t)to & 63) == 0) {
    __builtin_nontemporal_store((K(line))sum, (K(line) *)to);
    return;
  }
#endif
  (void)streams;
  *(V *)to = sum;
}

// One vector of channels of `height` pixels; those that are not there are the last one again.
INLINE void K(pixels)(int height, int64_t rows, const K(window) * window, const REAL *const *sources,
                      REAL *const *results, int64_t channel, const REAL *weights) {
  const REAL *from[8];
  V sums[8];
  UNROLL for (int i = 0; i < height; i++) {
    from[i] = sources[i < rows ? i : rows - 1] + channel;
    sums[i] = (V){0};
  }
  int64_t line = 0;
  ROLLED for (int64_t y = 0; y < window->down; y++) {
    int64_t offset = line;
    const REAL *w = weights;
    ROLLED for (int64_t x = 0; x < window->across; x++) {
      const V weight = *(const V *)w;
      UNROLL for (int i = 0; i < height; i++) sums[i] += *(const V *)(from[i] + offset) * weight;
      offset += window->source_across;
      w += window->weight_across;
    }
    line += window->source_down;
    weights += window->weight_down;
  }
  UNROLL for (int i = 0; i < height; i++)
    K(store_result)(sums[i], results[i < rows ? i : rows - 1] + channel, window->streams);
}

// The same for pixels whose sources are neighbours and windows of three columns: every source is loaded once a line.
// Sums are in the order of `pixels`, to the bit.
INLINE void K(neighbours)(int height, const K(window) * window, const REAL *source, REAL *const *results,
                          int64_t channel, const REAL *weights) {
  V sums[8];
  const int64_t step = window->source_across;
  source += channel;
  UNROLL for (int i = 0; i < height; i++) sums[i] = (V){0};
  ROLLED for (int64_t y = 0; y < window->down; y++) {
    const V first = *(const V *)weights, second = *(const V *)(weights + window->weight_across),
            third = *(const V *)(weights + 2 * window->weight_across);
    const REAL *from = source;
    UNROLL for (int i = 0; i < height + 2; i++) {
      const V x = *(const V *)from;
      from += step;
      if (i < height) sums[i] += x * first;
      if (i > 0 && i <= height) sums[i - 1] += x * second;
      if (i > 1) sums[i - 2] += x * third;
    }
    source += window->source_down;
    weights += window->weight_down;
  }
  UNROLL for (int i = 0; i < height; i++) K(store_result)(sums[i], results[i] + channel, window->streams);
}

#define NEIGHBOURS(count)                                                                                     \
  static void K(neighbours_##count)(const K(window) * window, const REAL *source, REAL *const *results,       \
                                    int64_t channel, const REAL *weights) {                                   \
    K(neighbours)(count, window, source, results, channel, weights);                                          \
  }
NEIGHBOURS(1)
NEIGHBOURS(2)
NEIGHBOURS(3)
NEIGHBOURS(4)
NEIGHBOURS(5)
NEIGHBOURS(6)
NEIGHBOURS(7)
NEIGHBOURS(8)
#undef NEIGHBOURS
typedef void K(neighbours_function)(const K(window) *, const REAL *, REAL *const *, int64_t, const REAL *);
static K(neighbours_function) *const K(neighbours_of)[8] = {
    K(neighbours_1), K(neighbours_2), K(neighbours_3), K(neighbours_4),
    K(neighbours_5), K(neighbours_6), K(neighbours_7), K(neighbours_8)};

// Sums over pixels for one vector of channels of `taps` taps, whose sources are `offsets` from the first.
INLINE void K(taps)(int taps, int64_t rows, const int64_t *offsets, const REAL *const *x, REAL *const *dy,
                    int64_t channel, REAL *const *partials) {
  V sums[9];
  int64_t offset[9];
  UNROLL for (int t = 0; t < taps; t++) {
    sums[t] = (V){0};
    offset[t] = offsets[t] + channel;
  }
  ROLLED for (int64_t i = 0; i < rows; i++) {
    const V d = *(const V *)(dy[i] + channel);
    const REAL *from = x[i];
    UNROLL for (int t = 0; t < taps; t++) sums[t] += *(const V *)(from + offset[t]) * d;
  }
  UNROLL for (int t = 0; t < taps; t++) *(V *)partials[t] += sums[t];
}

#define TAPS(count)                                                                                        \
  static void K(taps_##count)(int64_t rows, const int64_t *offsets, const REAL *const *x, REAL *const *dy, \
                              int64_t channel, REAL *const *partials) {                                    \
    K(taps)(count, rows, offsets, x, dy, channel, partials);                                               \
  }
TAPS(1)
TAPS(2)
TAPS(3)
TAPS(4)
TAPS(5)
TAPS(6)
TAPS(7)
TAPS(8)
TAPS(9)
#undef TAPS
#define MOST_TAPS 9
typedef void K(taps_function)(int64_t, const int64_t *, const REAL *const *, REAL *const *, int64_t, REAL *const *);
static K(taps_function) *const K(taps_of)[MOST_TAPS] = {K(taps_1), K(taps_2), K(taps_3), K(taps_4), K(taps_5),
                                                        K(taps_6), K(taps_7), K(taps_8), K(taps_9)};
