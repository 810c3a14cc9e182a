// The start state, and what flows back to it. Included as large_instance.h says.

static void Q(start)(const large_sweep *sweep, const large_start *start, int64_t first, int64_t end) {
  const large_shape *shape = &sweep->shape;
  const int64_t count = REGISTERS(shape);
  const V *lr = start->low[0], *li = start->low[1];
  for (int64_t block = first; block < end; block++) {
    const V a = Q(splat)(((const S *)start->high[0])[block]), b = Q(splat)(((const S *)start->high[1])[block]);
    V *x = PLANE(sweep->to.re, block), *y = sweep->to.im ? PLANE(sweep->to.im, block) : 0;
    for (int64_t j = 0; j < count; j++) {
      x[j] = a * lr[j] - b * li[j];
      if (y) y[j] = a * li[j] + b * lr[j];
    }
    for (int32_t p = 0; p < start->preparationCount; p++) {
      const large_preparation *preparation = start->preparations + p;
      const S *amplitudes = preparation->amplitudes;
      const uint32_t high = preparation->high[block];
      S *re = (S *)x, *im = (S *)y;
      for (int64_t j = 0; j < count * LANES; j++) {
        const S amplitude = amplitudes[preparation->low[j] ^ high];
        re[j] *= amplitude;
        if (im) im[j] *= amplitude;
      }
    }
  }
}

// Adds to each preparation's gradient what one block of lambda says, and multiplies lambda by the amplitudes.
static void Q(preparation_gradients)(
    const large_start *start, const large_shape *shape, int64_t block, S *x, S *y) {
  const S *lr = start->low[0], *li = start->low[1];
  const double a = ((const S *)start->high[0])[block], b = ((const S *)start->high[1])[block];
  for (int64_t j = 0; j < REGISTERS(shape) * LANES; j++) {
    const double re = a * lr[j] - b * li[j], im = a * li[j] + b * lr[j];
    const double overlap = x[j] * re + (y ? y[j] * im : 0);
    double all = 1;
    for (int32_t p = 0; p < start->preparationCount; p++) {
      const large_preparation *one = start->preparations + p;
      const uint32_t outcome = one->low[j] ^ one->high[block];
      all *= ((const S *)one->amplitudes)[outcome];
      if (!one->gradient) continue;
      double rest = 1;
      for (int32_t o = 0; o < start->preparationCount; o++) {
        const large_preparation *other = start->preparations + o;
        if (o != p) rest *= ((const S *)other->amplitudes)[other->low[j] ^ other->high[block]];
      }
      one->gradient[outcome] += 2 * overlap * rest;
    }
    x[j] = (S)(x[j] * all);
    if (y) y[j] = (S)(y[j] * all);
  }
}

// After so many blocks the sums of the rows go on in double precision.
#define ROW_FLUSH 32

static void Q(start_backward)(
    const large_sweep *sweep, const large_start *start, int64_t first, int64_t end, void *scratch, double *rows,
    double *columns) {
  const large_shape *shape = &sweep->shape;
  const large_map *map = sweep->map;
  const int64_t count = REGISTERS(shape);
  const V *lr = start->low[0], *li = start->low[1];
  V *x = scratch, *y = x + count, *yr = y + count, *yi = yr + count;
  const int isComplex = sweep->from.im != 0;
  for (int64_t chunk = first; chunk < end; chunk += ROW_FLUSH) {
    memset(yr, 0, 2 * (size_t)count * sizeof(V));
    for (int64_t k = chunk; k < end && k < chunk + ROW_FLUSH; k++) {
      const int64_t block = map->order[k];
      const uint32_t ahead = k + 1 < end ? map->high[block] ^ map->high[map->order[k + 1]] : 0;
      Q(gather)(map, shape, sweep->from.re, block, block + 1, 0, count, x, ahead);
      if (isComplex) Q(gather)(map, shape, sweep->from.im, block, block + 1, 0, count, y, ahead);
      if (start->preparationCount)
        Q(preparation_gradients)(start, shape, block, (S *)x, isComplex ? (S *)y : 0);
      const V a = Q(splat)(((const S *)start->high[0])[block]), b = Q(splat)(((const S *)start->high[1])[block]);
      V zr = {0}, zi = {0};
      for (int64_t j = 0; j < count; j++) {
        const V u = x[j], v = isComplex ? y[j] : (V){0};
        zr += u * lr[j] + v * li[j];
        zi += u * li[j] - v * lr[j];
        yr[j] += u * a + v * b;
        yi[j] += u * b - v * a;
      }
      columns[2 * block] = Q(sum)(zr);
      columns[2 * block + 1] = Q(sum)(zi);
    }
    for (int64_t j = 0; j < count * LANES; j++) {
      rows[2 * j] += ((const S *)yr)[j];
      rows[2 * j + 1] += ((const S *)yi)[j];
    }
  }
}
