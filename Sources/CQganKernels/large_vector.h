// Registers: signs, exchanges of lanes, sums. Included as large_instance.h says.

INLINE V Q(splat)(S x) { return x - (V){0}; }

INLINE I Q(iota)(void) {
  I lanes;
  UNROLL for (int l = 0; l < LANES; l++) lanes[l] = l;
  return lanes;
}

// (-1)^(parity of lane & mask), times x.
INLINE V Q(lane_signs)(uint64_t mask, S x) {
  I odd = Q(iota)() & (INTEGER)(mask & (LANES - 1));
  odd ^= odd >> 2;
  odd ^= odd >> 1;
  odd &= 1;
  // Only the sign bit changes.
  return (V)((I)Q(splat)(x) ^ odd << (8 * (int)sizeof(S) - 1));
}

// Lane l takes from lane l ^ (1 << bit).
INLINE V Q(exchange)(V x, const int bit) {
#if LANES == 2
  return __builtin_shufflevector(x, x, 1, 0);
#elif LANES == 4
  return bit == 0 ? __builtin_shufflevector(x, x, 1, 0, 3, 2) : __builtin_shufflevector(x, x, 2, 3, 0, 1);
#elif LANES == 8
  return bit == 0 ? __builtin_shufflevector(x, x, 1, 0, 3, 2, 5, 4, 7, 6)
      : bit == 1  ? __builtin_shufflevector(x, x, 2, 3, 0, 1, 6, 7, 4, 5)
                  : __builtin_shufflevector(x, x, 4, 5, 6, 7, 0, 1, 2, 3);
#else
  return bit == 0 ? __builtin_shufflevector(x, x, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14)
      : bit == 1  ? __builtin_shufflevector(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)
      : bit == 2  ? __builtin_shufflevector(x, x, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11)
                  : __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
#endif
}

INLINE double Q(sum)(V x) {
  double sum = 0;
  UNROLL for (int l = 0; l < LANES; l++) sum += x[l];
  return sum;
}

// a where the mask's bits are 0, b where they are 1.
INLINE V Q(blend)(V a, V b, I mask) { return (V)(((I)a & ~mask) | ((I)b & mask)); }

// Registers of a block, and from one block to the next.
#define REGISTERS(shape) ((int64_t)1 << ((shape)->lowBits - LANE_BITS))
#define STRIDE(shape) ((shape)->blockStride / LANES)

// Gathers `width` registers, from number d on, of each of the blocks [first, end), one plane; block after block.
INLINE void Q(gather_ranked)(
    const large_map *map, const large_shape *shape, const void *plane, int64_t first, int64_t end, int64_t d,
    int64_t width, V *out, const int rank) {
  const V *from = plane;
  const uint32_t inBlock = (uint32_t)(REGISTERS(shape) - 1);
  const int blockShift = shape->lowBits - LANE_BITS;
  const int64_t stride = STRIDE(shape);
  I lanes, masks[1 << rank];
  for (int l = 0; l < LANES; l++) {
    lanes[l] = (INTEGER)map->lanes[l];
    for (int s = 0; s < 1 << rank; s++) masks[s][l] = map->lanes[LANES + l] == (uint32_t)s ? -1 : 0;
  }
  for (int64_t b = first; b < end; b++) {
    const uint32_t high = map->high[b] ^ map->offset;
    for (int64_t r = 0; r < width; r++) {
      const uint32_t base = map->low[d + r] ^ high;
      const I index = lanes ^ (INTEGER)(base & (LANES - 1));
      V x;
      UNROLL for (int s = 0; s < 1 << rank; s++) {
        const uint32_t source = base >> LANE_BITS ^ map->sources[s];
        const V part = PERMUTE(from[(source & inBlock) + (source >> blockShift) * stride], index);
        x = s ? Q(blend)(x, part, masks[s]) : part;
      }
      *out++ = x;
    }
  }
}

static void Q(gather)(
    const large_map *map, const large_shape *shape, const void *plane, int64_t first, int64_t end, int64_t d,
    int64_t width, V *out) {
  switch (map->rank) {
    case 0: Q(gather_ranked)(map, shape, plane, first, end, d, width, out, 0); break;
    case 1: Q(gather_ranked)(map, shape, plane, first, end, d, width, out, 1); break;
    case 2: Q(gather_ranked)(map, shape, plane, first, end, d, width, out, 2); break;
    case 3: Q(gather_ranked)(map, shape, plane, first, end, d, width, out, 3); break;
    default: Q(gather_ranked)(map, shape, plane, first, end, d, width, out, 4); break;
  }
}

// The same registers of blocks [first, end) without a map, or back.
INLINE void Q(load_column)(const void *plane, int64_t first, int64_t end, int64_t stride, int64_t d, V *out) {
  const V *from = (const V *)plane + first * stride + d;
  for (int64_t b = first; b < end; b++, from += stride) UNROLL for (int r = 0; r < WIDTH; r++) *out++ = from[r];
}

INLINE void Q(store_column)(const V *in, void *plane, int64_t blocks, int64_t stride, int64_t d) {
  V *to = (V *)plane + d;
  for (int64_t b = 0; b < blocks; b++, to += stride) UNROLL for (int r = 0; r < WIDTH; r++) to[r] = *in++;
}
