// Registers of samples: sums over their lanes, sines. Included with S, V (a register of LANES numbers), L(name).

// Minus zero, unlike plus, needs no instruction.
ALWAYS V L(splat)(S x) { return x - (V){0}; }

#if LANES == 2
#define SHUFFLE_1(x, y) __builtin_shufflevector(x, y, 0, 2) + __builtin_shufflevector(x, y, 1, 3)
#elif LANES == 4
#define SHUFFLE_1(x, y) __builtin_shufflevector(x, y, 0, 4, 2, 6) + __builtin_shufflevector(x, y, 1, 5, 3, 7)
#define SHUFFLE_2(x, y) __builtin_shufflevector(x, y, 0, 1, 4, 5) + __builtin_shufflevector(x, y, 2, 3, 6, 7)
#elif LANES == 8
#define SHUFFLE_1(x, y) \
  __builtin_shufflevector(x, y, 0, 8, 2, 10, 4, 12, 6, 14) + __builtin_shufflevector(x, y, 1, 9, 3, 11, 5, 13, 7, 15)
#define SHUFFLE_2(x, y) \
  __builtin_shufflevector(x, y, 0, 1, 8, 9, 4, 5, 12, 13) + __builtin_shufflevector(x, y, 2, 3, 10, 11, 6, 7, 14, 15)
#define SHUFFLE_3(x, y) \
  __builtin_shufflevector(x, y, 0, 1, 2, 3, 8, 9, 10, 11) + __builtin_shufflevector(x, y, 4, 5, 6, 7, 12, 13, 14, 15)
#else
#define SHUFFLE_1(x, y)                                                                              \
  __builtin_shufflevector(x, y, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30)          \
      + __builtin_shufflevector(x, y, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31)
#define SHUFFLE_2(x, y)                                                                              \
  __builtin_shufflevector(x, y, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)           \
      + __builtin_shufflevector(x, y, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31)
#define SHUFFLE_3(x, y)                                                                              \
  __builtin_shufflevector(x, y, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27)           \
      + __builtin_shufflevector(x, y, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31)
#define SHUFFLE_4(x, y)                                                                              \
  __builtin_shufflevector(x, y, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)             \
      + __builtin_shufflevector(x, y, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31)
#endif

// The sums over the lanes of LANES registers, as one register. Destroys them.
ALWAYS V L(lane_sums)(V *a) {
  UNROLL for (int k = 0; k < LANES / 2; k++) a[k] = SHUFFLE_1(a[2 * k], a[2 * k + 1]);
#if LANES > 2
  UNROLL for (int k = 0; k < LANES / 4; k++) a[k] = SHUFFLE_2(a[2 * k], a[2 * k + 1]);
#endif
#if LANES > 4
  UNROLL for (int k = 0; k < LANES / 8; k++) a[k] = SHUFFLE_3(a[2 * k], a[2 * k + 1]);
#endif
#if LANES > 8
  a[0] = SHUFFLE_4(a[0], a[1]);
#endif
  return a[0];
}

#undef SHUFFLE_1
#undef SHUFFLE_2
#undef SHUFFLE_3
#undef SHUFFLE_4

static inline double L(lane_sum)(V v) {
  double sums[LANES];
  UNROLL for (int l = 0; l < LANES; l++) sums[l] = (double)v[l];
  UNROLL for (int half = LANES / 2; half > 0; half /= 2) {
    UNROLL for (int l = 0; l < half; l++) sums[l] += sums[l + half];
  }
  return sums[0];
}

// Sines of numbers in double precision, several at a time.
#if IS_DOUBLE
#define D V
#define DOUBLES LANES
#else
#define DOUBLES (LANES / 2)
typedef double L(doubles) __attribute__((vector_size(DOUBLES * sizeof(double))));
#define D L(doubles)
#endif
#define Q(name) L(name##_double)
#include "quantum_sincos.h"
#undef Q

static void L(sincos_numbers)(const double *h, double *cosines, double *sines, int32_t count) {
  for (int32_t k = 0; k < count; k += DOUBLES)
    L(sincos_double)(*(const D *)(h + k), (D *)(sines + k), (D *)(cosines + k));
}
#undef D
#undef DOUBLES

#if IS_DOUBLE
ALWAYS void L(sincos)(V h, V *sine, V *cosine) { L(sincos_double)(h, sine, cosine); }
#else
typedef int32_t L(integers) __attribute__((vector_size(LANES * sizeof(int32_t))));

// As in double precision: pi/2 in three pieces, the first two short enough that their multiples are exact, then
// polynomials of least error (Cephes) on [-pi/4, pi/4].
// For arguments below 8192 only.
ALWAYS void L(sincos_near)(V h, V *sine, V *cosine) {
  const V shift = L(splat)(0x1.8p23f);
  const V shifted = h * 0x1.45f306p-1f + shift;
  const V n = shifted - shift;
  const L(integers) quadrant = (L(integers))shifted;
  V r = h - n * 1.5703125f;
  r -= n * 4.837512969970703125e-4f;
  r -= n * 7.549789948768648e-8f;
  const V z = r * r;
  const V s = ((z * -1.9515295891e-4f + 8.3321608736e-3f) * z - 1.6666654611e-1f) * z * r + r;
  const V c = ((z * 2.443315711809948e-5f - 1.388731625493765e-3f) * z + 4.166664568298827e-2f) * z * z - 0.5f * z + 1.0f;
  const L(integers) isOdd = -(quadrant & 1);
  const L(integers) sineBits = ((L(integers))s & ~isOdd) | ((L(integers))c & isOdd);
  const L(integers) cosineBits = ((L(integers))c & ~isOdd) | ((L(integers))s & isOdd);
  *sine = (V)(sineBits ^ (quadrant & 2) << 30);
  *cosine = (V)(cosineBits ^ ((quadrant + 1) & 2) << 30);
}

// Lanes that are all ones where an argument is too large for that, or no number.
ALWAYS L(integers) L(is_far)(V h) { return ~((h < (S)8192) & (h > (S)-8192)); }

static inline void L(sincos)(V h, V *sine, V *cosine) {
  if (!__builtin_reduce_or(L(is_far)(h))) {
    L(sincos_near)(h, sine, cosine);
    return;
  }
  for (int k = 0; k < LANES; k++) {
    (*sine)[k] = (S)sin((double)h[k]);
    (*cosine)[k] = (S)cos((double)h[k]);
  }
}
#endif

// Sines and cosines of `count` registers: pairs of cosine and sine.
static inline void L(sincos_all)(const V *h, V *pairs, int32_t count) {
#if !IS_DOUBLE
  L(integers) isFar = {0};
  for (int32_t a = 0; a < count; a++) isFar |= L(is_far)(h[a]);
  if (!__builtin_reduce_or(isFar)) {
    for (int32_t a = 0; a < count; a++) L(sincos_near)(h[a], &pairs[2 * a + 1], &pairs[2 * a]);
    return;
  }
#endif
  for (int32_t a = 0; a < count; a++) L(sincos)(h[a], &pairs[2 * a + 1], &pairs[2 * a]);
}

// Walsh-Hadamard transform of 2^bits registers: entry k becomes the sum of (-1)^parity(j & k) times entry j.
static inline void L(transform)(V *v, int bits) {
  for (int bit = 0; bit < bits; bit++) {
    const int64_t half = (int64_t)1 << bit;
    for (int64_t h = 0; h < (int64_t)1 << bits; h += 2 * half) {
      for (int64_t j = h; j < h + half; j++) {
        const V x = v[j], y = v[j + half];
        v[j] = x + y;
        v[j + half] = x - y;
      }
    }
  }
}
