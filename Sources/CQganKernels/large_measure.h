// Read-outs and what they pull back. Included as large_instance.h says.

static void Q(measure)(
    const large_sweep *sweep, const large_readout *readout, int64_t first, int64_t end, void *scratch, double *sums,
    double *distributions) {
  const large_shape *shape = &sweep->shape;
  const int64_t count = REGISTERS(shape);
  V *table = scratch;
  for (int64_t block = first; block < end; block++) {
    const V *x = PLANE(sweep->from.re, block), *y = sweep->from.im ? PLANE(sweep->from.im, block) : 0;
    for (int64_t j = 0; j < count; j++) table[j] = y ? x[j] * x[j] + y[j] * y[j] : x[j] * x[j];
    for (int32_t k = 0; k < readout->distributionCount; k++) {
      const large_distribution *distribution = readout->distributions + k;
      const uint32_t high = distribution->high[block];
      double *out = distributions + distribution->first;
      for (int64_t j = 0; j < count * LANES; j++) out[distribution->low[j] ^ high] += ((const S *)table)[j];
    }
    if (!readout->maskCount) continue;
    Q(hadamard)(table, shape->lowBits - LANE_BITS);
    Q(mask_sums)(table, shape, block, readout->masks, readout->maskCount, sums);
  }
}

static void Q(observe)(
    const large_sweep *sweep, const large_readout *readout, int64_t first, int64_t end, void *scratch) {
  const large_shape *shape = &sweep->shape;
  const int64_t count = REGISTERS(shape);
  V *table = scratch;
  const S *weights = readout->maskWeights;
  for (int64_t block = first; block < end; block++) {
    memset(table, 0, (size_t)count * sizeof(V));
    for (int32_t k = 0; k < readout->maskCount; k++) {
      const uint64_t mask = readout->masks[k];
      const S w = large_parity(mask >> shape->lowBits & (uint64_t)block) ? -weights[k] : weights[k];
      table[(int64_t)(mask >> LANE_BITS) & (count - 1)] += Q(lane_signs)(mask, w);
    }
    if (readout->maskCount) Q(hadamard)(table, shape->lowBits - LANE_BITS);
    for (int32_t k = 0; k < readout->distributionCount; k++) {
      const large_distribution *distribution = readout->distributions + k;
      const uint32_t high = distribution->high[block];
      const S *w = distribution->weights;
      for (int64_t j = 0; j < count * LANES; j++) ((S *)table)[j] += w[distribution->low[j] ^ high];
    }
    for (int plane = 0; plane < 2; plane++) {
      const void *from = plane ? sweep->from.im : sweep->from.re;
      if (!from) continue;
      const V *x = PLANE(from, block);
      V *to = PLANE(plane ? sweep->to.im : sweep->to.re, block);
      for (int64_t j = 0; j < count; j++) to[j] = table[j] * x[j];
    }
  }
}

// The number of the register that holds the partner's lanes of register j of a block, in a padded plane.
INLINE int64_t Q(partner)(const large_pauli *pauli, const large_shape *shape, int64_t block, int64_t j) {
  const int64_t row = block ^ (int64_t)(pauli->x >> shape->lowBits);
  return row * STRIDE(shape) + (j ^ ((int64_t)(pauli->x >> LANE_BITS) & (REGISTERS(shape) - 1)));
}

static void Q(overlap)(
    const large_sweep *sweep, const large_pauli *pauli, int64_t first, int64_t end, double *sums) {
  const large_shape *shape = &sweep->shape;
  const I lanes = Q(iota)() ^ (INTEGER)(pauli->x & LANE_MASK);
  const V signs = Q(lane_signs)(pauli->z, 1);
  const V *re = sweep->from.re, *im = sweep->from.im;
  for (int64_t block = first; block < end; block++) {
    V total = {0};
    for (int64_t j = 0; j < REGISTERS(shape); j++) {
      const int64_t here = block * STRIDE(shape) + j, there = Q(partner)(pauli, shape, block, j);
      const uint64_t index = (uint64_t)block << shape->lowBits | (uint64_t)j << LANE_BITS;
      const V ar = PERMUTE(re[there], lanes);
      V product;
      if (!im) {
        product = ar * re[here];
      } else {
        const V ai = PERMUTE(im[there], lanes);
        // Re(conj(a) b), or Re(conj(a) i b).
        product = pauli->isOdd ? ai * re[here] - ar * im[here] : ar * re[here] + ai * im[here];
      }
      total += large_parity(index & pauli->z) ? -product : product;
    }
    sums[0] += Q(sum)(total * signs);
  }
}

static void Q(kick)(
    const large_sweep *sweep, const large_pauli *pauli, int64_t first, int64_t end, double weight) {
  const large_shape *shape = &sweep->shape;
  const I lanes = Q(iota)() ^ (INTEGER)(pauli->x & LANE_MASK);
  const uint64_t flip = pauli->x;
  const V *re = sweep->from.re, *im = sweep->from.im;
  V *lr = sweep->to.re, *li = sweep->to.im;
  for (int64_t block = first; block < end; block++) {
    for (int64_t j = 0; j < REGISTERS(shape); j++) {
      const int64_t here = block * STRIDE(shape) + j, there = Q(partner)(pauli, shape, block, j);
      // The sign is that of the index which the amplitude comes from.
      const uint64_t index = ((uint64_t)block << shape->lowBits | (uint64_t)j << LANE_BITS) ^ flip;
      const V w = Q(lane_signs)(pauli->z, (S)(large_parity(index & pauli->z) ? -weight : weight));
      const V br = PERMUTE(re[there], lanes);
      if (!im) {
        lr[here] += w * br;
        continue;
      }
      const V bi = PERMUTE(im[there], lanes);
      lr[here] += pauli->isOdd ? -w * bi : w * br;
      li[here] += pauli->isOdd ? w * br : w * bi;
    }
  }
}
