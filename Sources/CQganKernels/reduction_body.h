// Sums and maxima over axes. Included once an element type and instruction set, after elementwise_body.h.

static REAL K(max_block)(const REAL *x, int64_t n) {
  REAL m = x[0];
  int64_t i = 0;
  if (n >= 32) {
    REAL lanes[16];
    for (int k = 0; k < 16; k++) lanes[k] = x[k];
    for (i = 16; i + 16 <= n; i += 16)
      for (int k = 0; k < 16; k++) {
        const REAL v = x[i + k];
        lanes[k] = (lanes[k] > v || lanes[k] != lanes[k]) ? lanes[k] : v;
      }
    m = lanes[0];
    for (int k = 1; k < 16; k++) m = (m > lanes[k] || m != m) ? m : lanes[k];
  }
  for (; i < n; i++) m = (m > x[i] || m != m) ? m : x[i];
  return m;
}

#define COLUMN_BLOCK 256

#define MOST_ROWS 64

// Sums of at most MOST_ROWS rows along the last kept axis, which has stride 1, taken at once while the sums are in
// registers.
static void K(reduce_sum_rows)(int kr, const int64_t *ksizes, const int64_t *kstrides, int rr,
                               const int64_t *rsizes, const int64_t *rstrides, const REAL *x, REAL *y,
                               int64_t begin, int64_t end) {
  int64_t offsets[MOST_ROWS] = {0}, count = 1;
  for (int d = 0; d < rr; d++) {
    for (int64_t k = count * rsizes[d] - 1; k >= 0; k--)
      offsets[k] = offsets[k / rsizes[d]] + k % rsizes[d] * rstrides[d];
    count *= rsizes[d];
  }
  const int64_t length = ksizes[kr - 1];
  for (int64_t k = begin, n; k < end; k += n) {
    int64_t rest = k / length, base = k % length;
    n = length - base;
    if (n > end - k) n = end - k;
    for (int d = kr - 2; d >= 0; d--) {
      base += rest % ksizes[d] * kstrides[d];
      rest /= ksizes[d];
    }
    const REAL *row = x + base;
    REAL *out = y + k;
    if (count == 4) {
      const REAL *a = row + offsets[1], *b = row + offsets[2], *c = row + offsets[3];
      EACH { out[i] = row[i] + a[i] + b[i] + c[i]; }
      continue;
    }
    EACH { out[i] = row[i]; }
    for (int64_t r = 1; r < count; r++) {
      const REAL *next = row + offsets[r];
      EACH { out[i] += next[i]; }
    }
  }
}

// Sums of few elements each, whose last reduced axis is short and whose kept axes have strides: along the last kept
// axis the loops vectorise.
static void K(reduce_sum_short)(int kr, const int64_t *ksizes, const int64_t *kstrides, int rr,
                                const int64_t *rsizes, const int64_t *rstrides, const REAL *x, REAL *y,
                                int64_t begin, int64_t end) {
  int64_t kept[QGAN_MAX_RANK], reduced[QGAN_MAX_RANK] = {0};
  int64_t rest = begin, base = 0;
  for (int d = kr - 1; d >= 0; d--) {
    kept[d] = rest % ksizes[d];
    rest /= ksizes[d];
    base += kept[d] * kstrides[d];
  }
  const int64_t ks = kstrides[kr - 1];
  const int pairs = ks == 2 && rsizes[rr - 1] == 2;  // the last reduced axis is taken inside the loop
  const int walked = pairs ? rr - 1 : rr;
  for (int64_t k = begin; k < end;) {
    int64_t n = ksizes[kr - 1] - kept[kr - 1];
    if (n > end - k) n = end - k;
    REAL *out = y + k;
    int64_t offset = base;
    int started = 0;
    for (;;) {
      const REAL *row = x + offset;
      if (pairs && started) {
        EACH { out[i] += row[2 * i] + row[2 * i + 1]; }
      } else if (pairs) {
        EACH { out[i] = row[2 * i] + row[2 * i + 1]; }
      } else if (started) {
        EACH { out[i] += row[i * ks]; }
      } else {
        EACH { out[i] = row[i * ks]; }
      }
      started = 1;
      int d = walked - 1;
      for (; d >= 0; d--) {
        offset += rstrides[d];
        if (++reduced[d] < rsizes[d]) break;
        offset -= rsizes[d] * rstrides[d];
        reduced[d] = 0;
      }
      if (d < 0) break;
    }
    k += n;
    base -= kept[kr - 1] * ks;
    kept[kr - 1] = 0;
    for (int d = kr - 2; d >= 0; d--) {
      base += kstrides[d];
      if (++kept[d] < ksizes[d]) break;
      base -= ksizes[d] * kstrides[d];
      kept[d] = 0;
    }
  }
}

static void K(reduce)(int op, int kr, const int64_t *ksizes, const int64_t *kstrides, int rr,
                      const int64_t *rsizes, const int64_t *rstrides, const void *xv, void *yv, int64_t begin,
                      int64_t end) {
  const REAL *x = xv;
  REAL *y = yv;
  int64_t total = 1;
  for (int d = 0; d < rr; d++) total = rsizes[d] > 64 ? 65 : total > 64 ? total : total * rsizes[d];
  if (op == QGAN_SUM && kr > 0 && rr > 0 && kstrides[kr - 1] == 1 && total <= MOST_ROWS) {
    K(reduce_sum_rows)(kr, ksizes, kstrides, rr, rsizes, rstrides, x, y, begin, end);
    return;
  }
  if (op == QGAN_SUM && kr > 0 && rr > 0 && rstrides[rr - 1] == 1 && rsizes[rr - 1] <= 8 && total <= MOST_ROWS) {
    K(reduce_sum_short)(kr, ksizes, kstrides, rr, rsizes, rstrides, x, y, begin, end);
    return;
  }
  int64_t kept[QGAN_MAX_RANK], reduced[QGAN_MAX_RANK];
  int64_t rest = begin, base = 0;
  for (int d = kr - 1; d >= 0; d--) {
    kept[d] = rest % ksizes[d];
    rest /= ksizes[d];
    base += kept[d] * kstrides[d];
  }
  const int by_columns = kr > 0 && kstrides[kr - 1] == 1 && !(rr > 0 && rstrides[rr - 1] == 1);
  const int inner_axes = by_columns ? rr : rr - 1;  // reduced axes that are walked one by one
  for (int64_t k = begin; k < end;) {
    int64_t n = 1;
    if (by_columns) {
      n = ksizes[kr - 1] - kept[kr - 1];
      if (n > end - k) n = end - k;
      if (n > COLUMN_BLOCK) n = COLUMN_BLOCK;
    }
    double sums[COLUMN_BLOCK];
    REAL maxima[COLUMN_BLOCK];
    int64_t offset = base;
    int started = 0;
    for (int64_t j = 0; j < n; j++) sums[j] = 0;
    for (int d = 0; d < inner_axes; d++) reduced[d] = 0;
    for (;;) {
      const REAL *row = x + offset;
      if (by_columns && op == QGAN_SUM) {
        for (int64_t j = 0; j < n; j++) sums[j] += (double)row[j];
      } else if (by_columns) {
        if (!started)
          for (int64_t j = 0; j < n; j++) maxima[j] = row[j];
        else
          for (int64_t j = 0; j < n; j++)
            maxima[j] = (maxima[j] > row[j] || maxima[j] != maxima[j]) ? maxima[j] : row[j];
      } else if (op == QGAN_SUM) {
        sums[0] += K(sum_block)(row, rsizes[rr - 1]);
      } else {
        const REAL m = K(max_block)(row, rsizes[rr - 1]);
        maxima[0] = !started || !(maxima[0] > m || maxima[0] != maxima[0]) ? m : maxima[0];
      }
      started = 1;
      int d = inner_axes - 1;
      for (; d >= 0; d--) {
        offset += rstrides[d];
        if (++reduced[d] < rsizes[d]) break;
        offset -= rsizes[d] * rstrides[d];
        reduced[d] = 0;
      }
      if (d < 0) break;
    }
    for (int64_t j = 0; j < n; j++) y[k + j] = op == QGAN_SUM ? (REAL)sums[j] : maxima[j];
    k += n;
    int d = kr - 1;
    if (by_columns) {
      base += n;
      kept[d] += n;
      if (kept[d] < ksizes[d]) continue;
      base -= kept[d];
      kept[d] = 0;
      d--;
    }
    for (; d >= 0; d--) {
      base += kstrides[d];
      if (++kept[d] < ksizes[d]) break;
      base -= ksizes[d] * kstrides[d];
      kept[d] = 0;
    }
  }
}
