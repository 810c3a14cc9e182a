// Included once an element type and instruction set. Needs REAL, IS_FLOAT, K(name) (a name of this copy) and
// LIB(name) (the C library's function for REAL).

#define M(name) K(m_##name)

#if IS_FLOAT
static inline float K(from_bits)(uint32_t u) {
  float f;
  __builtin_memcpy(&f, &u, 4);
  return f;
}
static inline uint32_t K(to_bits)(float f) {
  uint32_t u;
  __builtin_memcpy(&u, &f, 4);
  return u;
}

// exp(x) = 2^n exp(r), |r| <= log(2) / 2; the polynomial is a Chebyshev fit of (exp(r) - 1 - r) / r^2.
static inline float M(exp)(float x) {
  float c = x < -104.0f ? -104.0f : x;
  c = c > 89.0f ? 89.0f : c;
  const float shifted = c * 1.44269504088896341f + 12582912.0f;  // 1.5 * 2^23 rounds to the nearest integer
  const uint32_t n = K(to_bits)(shifted) - 0x4B400000u;
  const float k = shifted - 12582912.0f;
  const float r = (c - k * 0.693359375f) + k * 2.12194440054690583e-4f;
  float q = 1.393388375e-03f;
  q = q * r + 8.363335393e-03f;
  q = q * r + 4.166646302e-02f;
  q = q * r + 1.666657627e-01f;
  q = q * r + 0.5f;
  const float e = 1.0f + (r + r * r * q);
  // Two factors, so that results below the normal range and above the largest number come out right.
  const uint32_t n1 = (uint32_t)((int32_t)n >> 1), n2 = n - n1;
  return e * K(from_bits)((n1 + 127u) << 23) * K(from_bits)((n2 + 127u) << 23);
}

// log(x) = e log(2) + log(1 + f), 1 + f in [sqrt(1/2), sqrt(2)), by the series of artanh(f / (2 + f)).
static inline float M(log)(float x) {
  const int small = x < 1.17549435e-38f;
  const float y = small ? x * 8388608.0f : x;
  const uint32_t u = K(to_bits)(y);
  const int32_t e = (int32_t)(u - 0x3f3504f3u) >> 23;
  const float f = K(from_bits)(u - ((uint32_t)e << 23)) - 1.0f;
  const float k = (float)(small ? e - 23 : e);
  const float s = f / (2.0f + f), z = s * s;
  const float t = z * (0.666666667f + z * (0.4f + z * (0.285714286f + z * (0.222222222f + z * 0.181818182f))));
  float r = k * 0.693359375f + (f - (s * (f - t) + k * 2.12194440054690583e-4f));
  r = x > 0.0f ? r : (x == 0.0f ? -__builtin_inff() : __builtin_nanf(""));
  return (x != x || x == __builtin_inff()) ? x : r;
}

// log(1 + e) for 0 <= e <= 1, with the rounding error of 1 + e put back.
static inline float M(log1p_unit)(float e) {
  const float u = 1.0f + e;
  return M(log)(u) + (e - (u - 1.0f)) / u;
}

// Near 0 a truncation of Lambert's continued fraction, else by exp.
static inline float M(tanh)(float x) {
  const float a = __builtin_fabsf(x), s = x * x;
  const float near = x * (945.0f + s * (105.0f + s)) / (945.0f + s * (420.0f + s * 15.0f));
  const float far = 1.0f - 2.0f / (M(exp)(2.0f * a) + 1.0f);
  return a < 0.625f ? near : __builtin_copysignf(far, x);
}
#else
static inline double M(exp)(double x) { return exp(x); }
static inline double M(log)(double x) { return log(x); }
static inline double M(log1p_unit)(double e) { return log1p(e); }
static inline double M(tanh)(double x) { return tanh(x); }
#endif

static inline REAL M(sigmoid)(REAL x) {
  const REAL e = M(exp)(-LIB(fabs)(x));
  const REAL q = (REAL)1 / ((REAL)1 + e);
  return x >= 0 ? q : e * q;
}

static inline REAL M(softplus)(REAL x) {
  const REAL positive = x > 0 ? x : (x != x ? x : (REAL)0);
  return positive + M(log1p_unit)(M(exp)(-LIB(fabs)(x)));
}

#define EACH _Pragma("clang loop vectorize(assume_safety)") for (int64_t i = 0; i < n; i++)
