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

// Where register number `line` of a state lies in a plane.
INLINE int64_t Q(place)(const large_shape *shape, uint32_t line) {
  return (line & (REGISTERS(shape) - 1)) + (int64_t)(line >> (shape->lowBits - LANE_BITS)) * STRIDE(shape);
}

// Gathers the tiles that begin in `width` registers, from number d on, of one block. Register r of block b goes to
// out[b * outStride + r - d]. What the same registers will want when `ahead` is added to their images is prefetched.
INLINE void Q(gather_tiles)(
    const large_map *map, const large_shape *shape, const void *plane, int64_t block, int64_t d, int64_t width, V *out,
    int64_t outStride, uint32_t ahead, const int rank) {
  const V *from = plane;
  I lanes, masks[4];
  for (int l = 0; l < LANES; l++) {
    lanes[l] = (INTEGER)map->tileLanes[l];
    for (int q = 0; q < rank; q++) masks[q][l] = map->tileLanes[LANES + l] >> q & 1 ? -1 : 0;
  }
  const uint32_t high = map->high[block] ^ map->offset;
  V *places[16];
  for (int s = 0; s < 1 << rank; s++) places[s] = out + (block ^ map->tileBlocks[s]) * outStride - d;
  for (int64_t r = d; r < d + width; r++) {
    if (r & map->registerPivots) continue;
    const uint32_t base = map->low[r] ^ high;
    V x[16];
    UNROLL for (int s = 0; s < 1 << rank; s++) {
      const uint32_t image = base ^ map->tileImages[s];
      x[s] = PERMUTE(from[Q(place)(shape, image >> LANE_BITS)], lanes ^ (INTEGER)(image & (LANES - 1)));
      if (ahead) __builtin_prefetch(from + Q(place)(shape, (image ^ ahead) >> LANE_BITS), 0, 2);
    }
    UNROLL for (int q = 0; q < rank; q++) {
      UNROLL for (int s = 0; s < 1 << rank; s++) {
        if (s >> q & 1) continue;
        const V a = x[s], b = x[s | 1 << q];
        x[s] = Q(blend)(a, b, masks[q]);
        x[s | 1 << q] = Q(blend)(b, a, masks[q]);
      }
    }
    UNROLL for (int s = 0; s < 1 << rank; s++) places[s][r ^ map->tileRegisters[s]] = x[s];
  }
}

// Gathers `width` registers, from number d on, of each of the blocks [first, end), one plane; block after block.
// What they will want when `ahead` is added to their images is prefetched.
INLINE void Q(gather_ranked)(
    const large_map *map, const large_shape *shape, const void *plane, int64_t first, int64_t end, int64_t d,
    int64_t width, V *out, uint32_t ahead, const int rank) {
  const V *from = plane;
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
        const V part = PERMUTE(from[Q(place)(shape, source)], index);
        if (ahead) __builtin_prefetch(from + Q(place)(shape, source ^ ahead >> LANE_BITS), 0, 2);
        x = s ? Q(blend)(x, part, masks[s]) : part;
      }
      *out++ = x;
    }
  }
}

static void Q(gather)(
    const large_map *map, const large_shape *shape, const void *plane, int64_t first, int64_t end, int64_t d,
    int64_t width, V *out, uint32_t ahead) {
  switch (map->rank) {
    case 0: Q(gather_ranked)(map, shape, plane, first, end, d, width, out, ahead, 0); break;
    case 1: Q(gather_ranked)(map, shape, plane, first, end, d, width, out, ahead, 1); break;
    case 2: Q(gather_ranked)(map, shape, plane, first, end, d, width, out, ahead, 2); break;
    case 3: Q(gather_ranked)(map, shape, plane, first, end, d, width, out, ahead, 3); break;
    default: Q(gather_ranked)(map, shape, plane, first, end, d, width, out, ahead, 4); break;
  }
}

INLINE void Q(gather_tiles_ranked)(
    const large_map *map, const large_shape *shape, const void *plane, int64_t block, int64_t d, int64_t width, V *out,
    int64_t outStride, uint32_t ahead) {
  switch (map->rank) {
    case 0: Q(gather_tiles)(map, shape, plane, block, d, width, out, outStride, ahead, 0); break;
    case 1: Q(gather_tiles)(map, shape, plane, block, d, width, out, outStride, ahead, 1); break;
    case 2: Q(gather_tiles)(map, shape, plane, block, d, width, out, outStride, ahead, 2); break;
    case 3: Q(gather_tiles)(map, shape, plane, block, d, width, out, outStride, ahead, 3); break;
    default: Q(gather_tiles)(map, shape, plane, block, d, width, out, outStride, ahead, 4); break;
  }
}

// Gathers the blocks of a group, all that have tiles in common with its first, into a plane.
static void Q(gather_group)(
    const large_map *map, const large_shape *shape, const void *plane, int64_t first, int64_t next, V *out) {
  const uint32_t ahead = map->high[first] ^ map->high[next];
  if (map->isTiled) {
    Q(gather_tiles_ranked)(map, shape, plane, first, 0, REGISTERS(shape), out, STRIDE(shape), ahead);
  } else {
    Q(gather)(map, shape, plane, first, first + 1, 0, REGISTERS(shape), out + first * STRIDE(shape), ahead);
  }
}

// Gathers a column, block after block.
static void Q(gather_column)(
    const large_map *map, const large_shape *shape, const void *plane, int64_t d, V *out) {
  const int64_t blocks = (int64_t)1 << (shape->qubits - shape->lowBits);
  const int64_t next = (d + WIDTH) & (REGISTERS(shape) - 1);
  const uint32_t ahead = map->low[d] ^ map->low[next];
  if (!map->isTiled || !map->tilesAreColumns) {
    Q(gather)(map, shape, plane, 0, blocks, d, WIDTH, out, ahead);
    return;
  }
  for (int64_t b = 0; b < blocks; b++) {
    if (b & map->blockPivots) continue;
    Q(gather_tiles_ranked)(map, shape, plane, b, d, WIDTH, out, WIDTH, ahead);
  }
}

// The same registers of blocks [first, end) without a map, or back.
INLINE void Q(load_column)(const void *plane, int64_t first, int64_t end, int64_t stride, int64_t d, V *out) {
  const V *from = (const V *)plane + first * stride + d;
  for (int64_t b = first; b < end; b++, from += stride) {
    // The next column, in time.
    __builtin_prefetch(from + WIDTH, 0, 2);
    UNROLL for (int r = 0; r < WIDTH; r++) *out++ = from[r];
  }
}

INLINE void Q(store_column)(const V *in, void *plane, int64_t blocks, int64_t stride, int64_t d) {
  V *to = (V *)plane + d;
  for (int64_t b = 0; b < blocks; b++, to += stride) {
    __builtin_prefetch(to + WIDTH, 1, 2);
    UNROLL for (int r = 0; r < WIDTH; r++) to[r] = *in++;
  }
}
