// Sums of stretches of memory. Included by convolution_enlarged_body.h.

// out[i] (+)= sum of sources[..][i], for `count` stretches of `length` elements that lie `stride` and `out_stride`
// apart.
INLINE void K(sum_some)(int n, const REAL *const *sources, int64_t stride, REAL *out, int64_t out_stride,
                        int64_t count, int64_t length, int accumulate) {
  for (int64_t c = 0; c < count; c++, out += out_stride) {
    const REAL *s[4];
    UNROLL for (int k = 0; k < n; k++) s[k] = sources[k] + c * stride;
    int64_t i = 0;
    while (i + LANES <= length) {
      V sum = *(const V *)(s[0] + i);
      UNROLL for (int k = 1; k < n; k++) sum += *(const V *)(s[k] + i);
      if (accumulate) sum += *(const V *)(out + i);
      *(V *)(out + i) = sum;
      i += LANES;
      // The last vector may hold some sums once more.
      if (!accumulate && i < length && i + LANES > length) i = length - LANES;
    }
    ROLLED for (; i < length; i++) {
      REAL sum = s[0][i];
      UNROLL for (int k = 1; k < n; k++) sum += s[k][i];
      out[i] = accumulate ? out[i] + sum : sum;
    }
  }
}

static void K(sum)(int64_t n, const REAL *const *sources, int64_t stride, REAL *out, int64_t out_stride,
                   int64_t count, int64_t length, int accumulate) {
  if (n == 0 && !accumulate)
    for (int64_t c = 0; c < count; c++) memset(out + c * out_stride, 0, (size_t)length * sizeof(REAL));
  for (; n >= 4; n -= 4, sources += 4, accumulate = 1)
    if (accumulate)
      K(sum_some)(4, sources, stride, out, out_stride, count, length, 1);
    else
      K(sum_some)(4, sources, stride, out, out_stride, count, length, 0);
  if (n == 0) return;
  switch (2 * n + accumulate) {
    case 2: K(sum_some)(1, sources, stride, out, out_stride, count, length, 0); break;
    case 3: K(sum_some)(1, sources, stride, out, out_stride, count, length, 1); break;
    case 4: K(sum_some)(2, sources, stride, out, out_stride, count, length, 0); break;
    case 5: K(sum_some)(2, sources, stride, out, out_stride, count, length, 1); break;
    case 6: K(sum_some)(3, sources, stride, out, out_stride, count, length, 0); break;
    default: K(sum_some)(3, sources, stride, out, out_stride, count, length, 1); break;
  }
}
