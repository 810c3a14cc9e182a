// The backward sweeps of a layer. Included as large_instance.h says.

static void Q(high_backward)(
    const large_sweep *sweep, int64_t first, int64_t end, void *scratch, double *sums) {
  const large_shape *shape = &sweep->shape;
  const large_layer *layer = sweep->layer;
  const int bits = shape->qubits - shape->lowBits;
  const int64_t blocks = (int64_t)1 << bits, stride = STRIDE(shape);
  const uint64_t wanted = layer->wanted >> shape->lowBits;
  V *lambda = scratch, *psi = lambda + blocks * WIDTH;
  for (int64_t column = first; column < end; column++) {
    const int64_t d = column * WIDTH;
    for (int plane = 0; plane < 2; plane++) {
      const void *from = plane ? sweep->from.im : sweep->from.re;
      const void *psiFrom = plane ? sweep->psiFrom.im : sweep->psiFrom.re;
      void *kept = plane ? sweep->psi.im : sweep->psi.re;
      if (!from) continue;
      if (sweep->map)
        Q(gather_column)(sweep->map, shape, from, d, lambda);
      else
        Q(load_column)(from, 0, blocks, stride, d, lambda);
      Q(turn_column)(lambda, shape, layer, -1);
      Q(store_column)(lambda, plane ? sweep->to.im : sweep->to.re, blocks, stride, d);
      if (psiFrom) {
        if (sweep->map)
          Q(gather_column)(sweep->map, shape, psiFrom, d, psi);
        else
          Q(load_column)(psiFrom, 0, blocks, stride, d, psi);
        Q(turn_column)(psi, shape, layer, -1);
        for (int64_t j = 0; j < blocks * WIDTH; j++) psi[j] *= (S)sweep->psiScale;
        Q(store_column)(psi, kept, blocks, stride, d);
      } else if (wanted) {
        Q(load_column)(kept, 0, blocks, stride, d, psi);
      }
      if (wanted) Q(inner)(lambda, psi, blocks * WIDTH, WIDTH, bits, wanted, sums + shape->lowBits);
    }
  }
}

static void Q(low_backward)(
    const large_sweep *sweep, int64_t first, int64_t end, void *scratch, double *sums, double *maskSums,
    double unapply) {
  const large_shape *shape = &sweep->shape;
  const large_layer *layer = sweep->layer;
  const int64_t count = REGISTERS(shape);
  const uint64_t wanted = layer->wanted & (((uint64_t)1 << shape->lowBits) - 1);
  V *diagonal = scratch, *copies = diagonal + 2 * count, *momenta = copies + 2 * count;
  for (int64_t block = first; block < end; block++) {
    V *lambda[2] = {PLANE(sweep->to.re, block), sweep->to.im ? PLANE(sweep->to.im, block) : 0};
    V *psi[2] = {PLANE(sweep->psi.re, block), sweep->psi.im ? PLANE(sweep->psi.im, block) : 0};
    for (int plane = 0; plane < 2; plane++) {
      V *x = lambda[plane], *p = psi[plane];
      if (!x) continue;
      if (wanted & LANE_MASK) Q(inner_lanes)(x, p, count, sums);
      Q(inner)(x, p, count, 1, shape->lowBits - LANE_BITS, wanted >> LANE_BITS, sums + LANE_BITS);
      Q(turn_block)(x, shape, layer, -1);
      if (unapply == 0 && layer->maskCount) {
        psi[plane] = memcpy(copies + plane * count, p, (size_t)count * sizeof(V));
        p = psi[plane];
      }
      if (unapply != 0 || layer->maskCount) Q(turn_block)(p, shape, layer, -1);
    }
    if (layer->maskCount && lambda[1]) {
      for (int64_t j = 0; j < count; j++) momenta[j] = lambda[1][j] * psi[0][j] - lambda[0][j] * psi[1][j];
      Q(hadamard)(momenta, shape->lowBits - LANE_BITS);
      Q(mask_sums)(momenta, shape, block, layer->masks, layer->maskCount, maskSums);
    }
    Q(multiply_block)(lambda[0], lambda[1], layer, shape, block, diagonal, 1, 1);
    if (unapply != 0) Q(multiply_block)(psi[0], psi[1], layer, shape, block, diagonal, 1, unapply);
  }
}
