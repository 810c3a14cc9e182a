#pragma once
// Minimal filtering along one axis (Winograd, Arithmetic complexity of computations, 1980): how a tile of neighbouring
// outputs comes from a window of inputs with fewer products than the definition takes. Both axes use the same scheme,
// one after the other.
//
// The products of inputs with weights are products of matrices, over channels. All those whose results an output takes
// with the same factor are one product with a longer sum: fewer results to keep, fewer to combine.

// Most products, and most inputs of a window, along an axis.
#define MOST_TERMS 6
// Most elements of the kernel, and sums, along an axis.
#define MOST_TAPS 4
// Most products of a sum, of both axes.
#define MOST_PRODUCTS 4

typedef struct {
  int taps, stride, outputs, window, products, sums, weights;
  // Sum q takes products [first[q], first[q] + count[q]), with neighbouring weights from weight[q] on.
  int first[MOST_TAPS], count[MOST_TAPS], weight[MOST_TAPS];
  // What products take of inputs, weights of the kernel's elements, outputs of sums.
  float input[MOST_TERMS][MOST_TERMS], kernel[MOST_TERMS][MOST_TAPS], output[2][MOST_TAPS];
} qgan_tiled_scheme;

// Outputs y0 = a x0 + b x1 + c x2, y1 = a x2 + b x3 + c x4 with 5 products, not 6:
// y0 = A + B, y1 = B + C, where A = a (x0 - x2) + b x1, B = (a + c) x2, C = b x3 + c (x4 - x2).
#define SCHEME_3_STRIDED                                                                            \
  {                                                                                                 \
    3, 2, 2, 5, 5, 3, 4, {0, 2, 3}, {2, 1, 2}, {0, 3, 1},                                           \
        {{1, 0, -1}, {0, 1}, {0, 0, 1}, {0, 0, 0, 1}, {0, 0, -1, 0, 1}},                            \
        {{1}, {0, 1}, {0, 0, 1}, {1, 0, 1}}, {                                                      \
      {1, 1}, { 0, 1, 1 }                                                                           \
    }                                                                                               \
  }
// y0 = a x0 + b x1 + c x2 + d x3, y1 = a x2 + b x3 + c x4 + d x5 with 6 products, not 8: A = a (x0 - x2) + b (x1 - x3),
// B = (a + c) x2 + (b + d) x3, C = c (x4 - x2) + d (x5 - x3).
#define SCHEME_4_STRIDED                                                                            \
  {                                                                                                 \
    4, 2, 2, 6, 6, 3, 6, {0, 2, 4}, {2, 2, 2}, {0, 2, 4},                                           \
        {{1, 0, -1}, {0, 1, 0, -1}, {0, 0, 1}, {0, 0, 0, 1}, {0, 0, -1, 0, 1}, {0, 0, 0, -1, 0, 1}}, \
        {{1}, {0, 1}, {1, 0, 1}, {0, 1, 0, 1}, {0, 0, 1}, {0, 0, 0, 1}}, {                          \
      {1, 1}, { 0, 1, 1 }                                                                           \
    }                                                                                               \
  }
// y0 = a x0 + b x1 + c x2, y1 = a x1 + b x2 + c x3 with 4 products, not 6: the polynomials at 0, 1, -1 and infinity.
#define SCHEME_3                                                                            \
  {                                                                                         \
    3, 1, 2, 4, 4, 4, 4, {0, 1, 2, 3}, {1, 1, 1, 1}, {0, 1, 2, 3},                          \
        {{1, 0, -1}, {0, 1, 1}, {0, -1, 1}, {0, 1, 0, -1}},                                 \
        {{1}, {0.5f, 0.5f, 0.5f}, {0.5f, -0.5f, 0.5f}, {0, 0, 1}}, {                        \
      {1, 1, 1}, { 0, 1, -1, -1 }                                                           \
    }                                                                                       \
  }

#define SCHEMES 3
static const qgan_tiled_scheme tiled_schemes[SCHEMES] = {SCHEME_3_STRIDED, SCHEME_4_STRIDED, SCHEME_3};

// The scheme for a geometry, or -1.
static inline int scheme_of(const qgan_convolution *g) {
  if (g->groups != 1 || g->dilation_height != 1 || g->dilation_width != 1 || g->factor_height != 1 ||
      g->factor_width != 1)
    return -1;
  for (int i = 0; i < SCHEMES; i++) {
    const qgan_tiled_scheme *s = &tiled_schemes[i];
    if (g->kernel_height == s->taps && g->kernel_width == s->taps && g->stride_height == s->stride &&
        g->stride_width == s->stride)
      return i;
  }
  return -1;
}

// The products that sum `index` of a tile takes, of both axes, and their weights; returns how many there are.
static inline int products_of(const qgan_tiled_scheme *s, int index, int *products, int *weights) {
  const int down = index / s->sums, across = index % s->sums;
  int count = 0;
  for (int i = 0; i < s->count[down]; i++)
    for (int j = 0; j < s->count[across]; j++, count++) {
      products[count] = (s->first[down] + i) * s->products + s->first[across] + j;
      weights[count] = (s->weight[down] + i) * s->weights + s->weight[across] + j;
    }
  return count;
}
