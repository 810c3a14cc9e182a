// Sines and cosines of a register of arguments. Included with D, DOUBLES (its length) and Q(name).

typedef int64_t Q(integers) __attribute__((vector_size(DOUBLES * sizeof(int64_t))));

// Arguments are brought to [-pi/4, pi/4] by subtracting n pi/2, pi/2 being cut into three pieces of which the first two
// have 33 bits, so that n times a piece is exact for |n| < 2^20; then Taylor's series, whose first neglected term is
// below 5e-17. Larger arguments, and what is no number, go to the C library.
static inline void Q(sincos)(D h, D *sine, D *cosine) {
  for (int l = 0; l < DOUBLES; l++) {
    if (!(fabs(h[l]) < 1e6)) {
      for (int k = 0; k < DOUBLES; k++) {
        (*sine)[k] = sin(h[k]);
        (*cosine)[k] = cos(h[k]);
      }
      return;
    }
  }
  // Adding 1.5 * 2^52 rounds to an integer, which then stands in the lowest bits.
  const D shift = (D){0} + 0x1.8p52;
  const D shifted = h * 0x1.45f306dc9c883p-1 + shift;
  const D n = shifted - shift;
  const Q(integers) quadrant = (Q(integers))shifted;
  D r = h - n * 0x1.921fb544p+0;
  r -= n * 0x1.0b4611a6p-34;
  r -= n * 0x1.3198a2e037073p-69;
  const D z = r * r;
  D s = z * (-1 / 1307674368000.0) + 1 / 6227020800.0;
  s = s * z - 1 / 39916800.0;
  s = s * z + 1 / 362880.0;
  s = s * z - 1 / 5040.0;
  s = s * z + 1 / 120.0;
  s = s * z - 1 / 6.0;
  s = s * z * r + r;
  D c = z * (1 / 20922789888000.0) - 1 / 87178291200.0;
  c = c * z + 1 / 479001600.0;
  c = c * z - 1 / 3628800.0;
  c = c * z + 1 / 40320.0;
  c = c * z - 1 / 720.0;
  c = c * z + 1 / 24.0;
  c = c * z - 0.5;
  c = c * z + 1;
  // Quadrants 1 and 3 exchange sine and cosine, 2 and 3 negate the sine, 1 and 2 the cosine.
  const Q(integers) isOdd = -(quadrant & 1);
  const Q(integers) sineBits = ((Q(integers))s & ~isOdd) | ((Q(integers))c & isOdd);
  const Q(integers) cosineBits = ((Q(integers))c & ~isOdd) | ((Q(integers))s & isOdd);
  *sine = (D)(sineBits ^ (quadrant & 2) << 62);
  *cosine = (D)(cosineBits ^ ((quadrant + 1) & 2) << 62);
}
