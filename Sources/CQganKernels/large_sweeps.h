// The forward sweeps of a layer. Included as large_instance.h says.

#define PLANE(plane, block) ((V *)(plane) + (block) * STRIDE(shape))

// A block of the diagonal but for its scalar: a table, or a product of tables made in `scratch` (two blocks).
INLINE void Q(diagonal_block)(
    const large_layer *layer, const large_shape *shape, int64_t block, V *scratch, const V **re, const V **im) {
  const int64_t count = REGISTERS(shape);
  const large_table *table = layer->tables;
  const V *tr = (const V *)table->re + table->variants[block] * count;
  const V *ti = (const V *)table->im + table->variants[block] * count;
  for (int32_t k = 1; k < layer->tableCount; k++) {
    table++;
    const V *ur = (const V *)table->re + table->variants[block] * count;
    const V *ui = (const V *)table->im + table->variants[block] * count;
    V *pr = scratch, *pi = scratch + count;
    for (int64_t j = 0; j < count; j++) {
      const V x = tr[j] * ur[j] - ti[j] * ui[j], y = tr[j] * ui[j] + ti[j] * ur[j];
      pr[j] = x;
      pi[j] = y;
    }
    tr = pr;
    ti = pi;
  }
  *re = tr;
  *im = ti;
}

// Multiplies a block by the diagonal, or by its conjugate; `scale` besides.
static void Q(multiply_block)(
    V *x, V *y, const large_layer *layer, const large_shape *shape, int64_t block, V *scratch, int isAdjoint,
    double scale) {
  const int64_t count = REGISTERS(shape);
  const S *scalar = (const S *)layer->scalars + 2 * block;
  const V a = Q(splat)((S)(scale * scalar[0])), b = Q(splat)(isAdjoint ? -(S)(scale * scalar[1]) : (S)(scale * scalar[1]));
  if (layer->tableCount == 0) {
    for (int64_t j = 0; j < count; j++) {
      if (!y) {
        x[j] *= a;
        continue;
      }
      const V u = x[j], v = y[j];
      x[j] = a * u - b * v;
      y[j] = a * v + b * u;
    }
    return;
  }
  const V *tr, *ti;
  Q(diagonal_block)(layer, shape, block, scratch, &tr, &ti);
  if (!y) {
    // A real diagonal: only the product of table and scalar is real. Its adjoint is itself.
    const V c = isAdjoint ? -b : b;
    for (int64_t j = 0; j < count; j++) x[j] *= a * tr[j] - c * ti[j];
  } else if (isAdjoint) {
    for (int64_t j = 0; j < count; j++) {
      const V u = x[j] * tr[j] + y[j] * ti[j], v = y[j] * tr[j] - x[j] * ti[j];
      x[j] = a * u - b * v;
      y[j] = a * v + b * u;
    }
  } else {
    for (int64_t j = 0; j < count; j++) {
      const V u = x[j] * tr[j] - y[j] * ti[j], v = y[j] * tr[j] + x[j] * ti[j];
      x[j] = a * u - b * v;
      y[j] = a * v + b * u;
    }
  }
}

static void Q(low_forward)(const large_sweep *sweep, int64_t first, int64_t end, void *scratch) {
  const large_shape *shape = &sweep->shape;
  const large_map *map = sweep->map;
  const int64_t group = (int64_t)1 << map->blockRank;
  V *re = sweep->to.re, *im = sweep->to.im;
  for (int64_t k = first; k < end; k++) {
    const uint32_t *blocks = map->order + k * group;
    const uint32_t next = k + 1 < end ? blocks[group] : blocks[0];
    Q(gather_group)(map, shape, sweep->from.re, blocks[0], next, re);
    if (im) Q(gather_group)(map, shape, sweep->from.im, blocks[0], next, im);
    for (int64_t g = 0; g < group && sweep->layer; g++) {
      V *x = PLANE(re, blocks[g]), *y = im ? PLANE(im, blocks[g]) : 0;
      Q(multiply_block)(x, y, sweep->layer, shape, blocks[g], scratch, 0, 1);
      Q(turn_block)(x, shape, sweep->layer, 1);
      if (y) Q(turn_block)(y, shape, sweep->layer, 1);
    }
  }
}

// The high RYs of a column.
INLINE void Q(turn_column)(V *x, const large_shape *shape, const large_layer *layer, S direction) {
  const int bits = shape->qubits - shape->lowBits;
  Q(turn)(
      x, WIDTH << bits, WIDTH, bits, (const S *)layer->tangents + shape->lowBits, layer->rotated >> shape->lowBits,
      direction);
}

static void Q(high_forward)(const large_sweep *sweep, int64_t first, int64_t end, void *scratch) {
  const large_shape *shape = &sweep->shape;
  const int64_t blocks = (int64_t)1 << (shape->qubits - shape->lowBits), stride = STRIDE(shape);
  for (int64_t column = first; column < end; column++) {
    for (int plane = 0; plane < 2; plane++) {
      const void *from = plane ? sweep->from.im : sweep->from.re;
      void *to = plane ? sweep->to.im : sweep->to.re;
      if (!from) continue;
      Q(load_column)(from, 0, blocks, stride, column * WIDTH, scratch);
      Q(turn_column)(scratch, shape, sweep->layer, 1);
      Q(store_column)(scratch, to, blocks, stride, column * WIDTH);
    }
  }
}
