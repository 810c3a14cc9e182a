// Included once an element type and instruction set. Needs REAL and K(name).

// The sum of a contiguous block: lanes in REAL over short blocks, blocks in double.
static double K(sum_block)(const REAL *x, int64_t n) {
  double total = 0;
  int64_t i = 0;
  while (n - i >= 32) {
    int64_t stop = i + 1024 < n ? i + 1024 : i + (n - i) / 32 * 32;
    REAL lanes[32] = {0};
    for (; i < stop; i += 32)
      for (int k = 0; k < 32; k++) lanes[k] += x[i + k];
    for (int w = 16; w >= 1; w /= 2)
      for (int k = 0; k < w; k++) lanes[k] += lanes[k + w];
    total += (double)lanes[0];
  }
  for (; i < n; i++) total += (double)x[i];
  return total;
}
