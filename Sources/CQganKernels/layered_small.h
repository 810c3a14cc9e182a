// Circuits of few bits, whose states fit in the closest cache: every loop has a known length, permutations are done by the
// stores at a layer's end, so that a layer without a diagonal keeps its psi without a copy. Included as layered_passes.h.
//
// Each layer's rotations are all shared or all per sample, and span every bit (absent ones are by 0).

// All rotations of one plane: blocks of low bits, then the others across blocks, written to the places of the permutation.
ALWAYS void L(small_turn)(
    const V *from, V *to, const uint32_t *target, int bits, int isLane, const S *tangents, const V *lanes) {
  V between[32];
  const L(rotors) low = L(load_rotors)(tangents, lanes, isLane, RADIX);
  const int rest = bits - RADIX;
  ROLL for (int b = 0; b < 1 << bits; b += BLOCK) {
    V a[BLOCK];
    UNROLL for (int k = 0; k < BLOCK; k++) a[k] = from[b + k];
    L(turn)(a, BLOCK, RADIX, isLane, &low);
    UNROLL for (int k = 0; k < BLOCK; k++) {
      if (rest > 0)
        between[b + k] = a[k];
      else
        *(V *)((char *)to + target[b + k]) = a[k];
    }
  }
  if (rest == 0) return;
  const L(rotors) high = L(load_rotors)(tangents + RADIX, lanes + 2 * RADIX, isLane, rest);
  ROLL for (int j = 0; j < BLOCK; j++) {
    V a[BLOCK];
    UNROLL for (int k = 0; k < 1 << rest; k++) a[k] = between[j + k * BLOCK];
    L(turn)(a, 1 << rest, rest, isLane, &high);
    UNROLL for (int k = 0; k < 1 << rest; k++) *(V *)((char *)to + target[j + k * BLOCK]) = a[k];
  }
}

// The same backwards for lambda, which goes to `to`, with the overlaps with psi from before the rotations.
ALWAYS void L(small_unturn)(
    const V *lambda, V *to, const V *psi, const uint32_t *target, int bits, int isLane, const S *tangents,
    const V *lanes, V *overlaps) {
  V between[32];
  const int rest = bits - RADIX;
  if (rest > 0) {
    const L(rotors) high = L(load_rotors)(tangents + RADIX, lanes + 2 * RADIX, isLane, rest);
    ROLL for (int j = 0; j < BLOCK; j++) {
      V a[BLOCK];
      UNROLL for (int k = 0; k < 1 << rest; k++)
        a[k] = *(const V *)((const char *)lambda + target[j + k * BLOCK]);
      L(unturn)(a, 1 << rest, rest, isLane, &high);
      UNROLL for (int k = 0; k < 1 << rest; k++) between[j + k * BLOCK] = a[k];
      }
  }
  const L(rotors) low = L(load_rotors)(tangents, lanes, isLane, RADIX);
  V sums[5];
  UNROLL for (int q = 0; q < bits; q++) sums[q] = (V){0};
  ROLL for (int b = 0; b < 1 << bits; b += BLOCK) {
    V a[BLOCK];
    UNROLL for (int k = 0; k < BLOCK; k++)
      a[k] = rest > 0 ? between[b + k] : *(const V *)((const char *)lambda + target[b + k]);
    L(unturn)(a, BLOCK, RADIX, isLane, &low);
    UNROLL for (int q = 0; q < bits; q++) {
      V plus = {0}, minus = {0};
      if (q < RADIX) {
        UNROLL for (int k = 0; k < BLOCK; k++) {
          if (k >> q & 1)
            plus += a[k] * psi[b + (k ^ 1 << q)];
          else
            minus += a[k] * psi[b + (k ^ 1 << q)];
        }
        sums[q] += plus - minus;
      } else {
        const V *other = psi + (b ^ 1 << q);
        UNROLL for (int k = 0; k < BLOCK; k += 2) {
          plus += a[k] * other[k];
          minus += a[k + 1] * other[k + 1];
        }
        sums[q] += L(splat)(b >> q & 1 ? 1 : -1) * (plus + minus);
      }
    }
    UNROLL for (int k = 0; k < BLOCK; k++) to[b + k] = a[k];
  }
  UNROLL for (int q = 0; q < bits; q++) overlaps[q] += sums[q];
}

// What a layer works on, for each plane.
typedef struct {
  V *before[2], *kept[2], *after[2];
  const uint32_t *target;
  const S *tables[2];
  const S *tangents;
  const V *rotors;
  V *overlaps;
  S *tableSums;
} L(small_layer);

ALWAYS void L(small_forward)(const L(small_layer) *p, int bits, int planes, int diagonal, int isLane) {
  if (diagonal != LAYERED_NONE) {
    ROLL for (int j = 0; j < 1 << bits; j++) {
      const V c = L(splat)(p->tables[0][j]), x = p->before[0][j];
      if (planes == 1) {
        p->kept[0][j] = c * x;
      } else {
        const V d = L(splat)(p->tables[1][j]), y = p->before[1][j];
        p->kept[0][j] = c * x - d * y;
        p->kept[1][j] = c * y + d * x;
      }
    }
  }
  UNROLL for (int k = 0; k < planes; k++)
    L(small_turn)(p->kept[k], p->after[k], p->target, bits, isLane, p->tangents, p->rotors);
}

// Lambda comes in `after` and goes out in `before`.
ALWAYS void L(small_backward)(const L(small_layer) *p, int bits, int planes, int diagonal, int isLane) {
  UNROLL for (int k = 0; k < planes; k++)
    L(small_unturn)(
        p->after[k], p->before[k], p->kept[k], p->target, bits, isLane, p->tangents, p->rotors, p->overlaps);
  if (diagonal == LAYERED_NONE) return;
  ROLL for (int b = 0; b < 1 << bits; b += BLOCK) {
    V m[BLOCK];
    UNROLL for (int k = 0; k < BLOCK; k++) {
      const int j = b + k;
      const V c = L(splat)(p->tables[0][j]), x = p->before[0][j];
      if (planes == 1) {
        p->before[0][j] = c * x;
      } else {
        const V d = L(splat)(p->tables[1][j]), y = p->before[1][j];
        m[k] = y * p->kept[0][j] - x * p->kept[1][j];
        p->before[0][j] = c * x + d * y;
        p->before[1][j] = c * y - d * x;
      }
    }
    if (planes == 2) {
      UNROLL for (int k = 0; k < BLOCK; k += LANES) *(V *)(p->tableSums + b + k) += L(lane_sums)(m + k);
    }
  }
}

typedef void (*L(small_function))(const L(small_layer) *);

#define LAYER(name, bits, planes, diagonal, isLane)                                                             \
  static void L(small_forward_##name)(const L(small_layer) *p) {                                                \
    L(small_forward)(p, bits, planes, diagonal, isLane);                                                        \
  }                                                                                                             \
  static void L(small_backward_##name)(const L(small_layer) *p) {                                               \
    L(small_backward)(p, bits, planes, diagonal, isLane);                                                       \
  }
#define LAYERS(bits)                                                                                            \
  LAYER(bits##_real_none, bits, 1, LAYERED_NONE, 0) LAYER(bits##_real_none_lane, bits, 1, LAYERED_NONE, 1)      \
  LAYER(bits##_real_real, bits, 1, LAYERED_REAL, 0) LAYER(bits##_real_real_lane, bits, 1, LAYERED_REAL, 1)      \
  LAYER(bits##_complex_none, bits, 2, LAYERED_NONE, 0) LAYER(bits##_complex_none_lane, bits, 2, LAYERED_NONE, 1) \
  LAYER(bits##_complex_table, bits, 2, LAYERED_COMPLEX, 0)                                                      \
  LAYER(bits##_complex_table_lane, bits, 2, LAYERED_COMPLEX, 1)
#define PAIR(way, name) {L(small_##way##_##name), L(small_##way##_##name##_lane)}
#define TABLE(way, bits)                                                            \
  {{PAIR(way, bits##_real_none), PAIR(way, bits##_real_real), {0}},                 \
   {PAIR(way, bits##_complex_none), {0}, PAIR(way, bits##_complex_table)}}

#if RADIX == 3
LAYERS(3)
#endif
LAYERS(4)
LAYERS(5)
// By bits (from 3 on), planes, diagonal, and whether per sample.
static const L(small_function) L(small_forwards)[3][2][3][2] = {
#if RADIX == 3
    TABLE(forward, 3),
#else
    {{{0}}},
#endif
    TABLE(forward, 4), TABLE(forward, 5)};
static const L(small_function) L(small_backwards)[3][2][3][2] = {
#if RADIX == 3
    TABLE(backward, 3),
#else
    {{{0}}},
#endif
    TABLE(backward, 4), TABLE(backward, 5)};
#undef LAYER
#undef LAYERS
#undef PAIR
#undef TABLE

// Cosine and sine that make a qubit's state if that takes one RY per sample, else null.
ALWAYS const V *L(small_turned)(const layered_program *program, const layered_workspace *ws, int bit) {
  const int32_t angle = program->qubits[bit].turn;
  return angle < 0 ? 0 : (const V *)ws->trigonometry + 2 * (int64_t)angle;
}

// The product state, its last level written to the places of the first permutation.
ALWAYS void L(small_start)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws, V *re, V *im,
    int bits, int planes) {
  const uint32_t *target = program->sources;
  V *pr = ws->prefix, *pi = pr + ((int64_t)2 << bits);
  pr[1] = L(splat)((S)shared->startScale);
  if (planes == 2) pi[1] = (V){0};
  UNROLL for (int bit = 0; bit < bits; bit++) {
    const int half = 1 << bit;
    const V *t = planes == 1 ? L(small_turned)(program, ws, bit) : 0;
    const V *u = t ? t : L(qubit_state)(program, ws, bit);
    const V a0 = u[0], a1 = t ? u[1] : u[2];
    const V d0 = planes == 1 ? (V){0} : u[1], d1 = planes == 1 ? (V){0} : u[3];
    UNROLL for (int j = 0; j < half; j++) {
      const int isLast = bit == bits - 1;
      V *r0 = isLast ? (V *)((char *)re + target[j]) : pr + 2 * half + j;
      V *r1 = isLast ? (V *)((char *)re + target[j + half]) : pr + 3 * half + j;
      const V x = pr[half + j];
      if (planes == 1) {
        *r0 = a0 * x;
        *r1 = a1 * x;
      } else {
        V *i0 = isLast ? (V *)((char *)im + target[j]) : pi + 2 * half + j;
        V *i1 = isLast ? (V *)((char *)im + target[j + half]) : pi + 3 * half + j;
        const V y = pi[half + j];
        *r0 = a0 * x - d0 * y;
        *i0 = a0 * y + d0 * x;
        *r1 = a1 * x - d1 * y;
        *i1 = a1 * y + d1 * x;
      }
    }
    FENCE;
  }
}

// Takes the product state off lambda, qubit by qubit.
ALWAYS void L(small_finish)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws, const V *re,
    const V *im, int bits, int planes) {
  const uint32_t *target = program->sources;
  const V *pr = ws->prefix, *pi = pr + ((int64_t)2 << bits);
  V *lr = ws->scratch, *li = lr + (1 << bits) / 2;
  UNROLL for (int bit = bits - 1; bit >= 0; bit--) {
    const V *t = planes == 1 ? L(small_turned)(program, ws, bit) : 0;
    const V *u = t ? t : L(qubit_state)(program, ws, bit);
    const V a0 = u[0], a1 = t ? u[1] : u[2];
    const V d0 = planes == 1 ? (V){0} : u[1], d1 = planes == 1 ? (V){0} : u[3];
    const int half = 1 << bit, isFirst = bit == bits - 1;
    V k[4] = {{0}, {0}, {0}, {0}};
    ROLL for (int j = 0; j < half; j++) {
      const V r0 = isFirst ? *(const V *)((const char *)re + target[j]) : lr[j];
      const V r1 = isFirst ? *(const V *)((const char *)re + target[j + half]) : lr[j + half];
      const V x = pr[half + j];
      if (planes == 1) {
        k[0] += r0 * x;
        k[2] += r1 * x;
        lr[j] = a0 * r0 + a1 * r1;
      } else {
        const V i0 = isFirst ? *(const V *)((const char *)im + target[j]) : li[j];
        const V i1 = isFirst ? *(const V *)((const char *)im + target[j + half]) : li[j + half];
        const V y = pi[half + j];
        k[0] += r0 * x + i0 * y;
        k[1] += r0 * y - i0 * x;
        k[2] += r1 * x + i1 * y;
        k[3] += r1 * y - i1 * x;
        lr[j] = a0 * r0 + d0 * i0 + a1 * r1 + d1 * i1;
        li[j] = a0 * i0 - d0 * r0 + a1 * i1 - d1 * r1;
      }
    }
    if (t)
      ((V *)ws->angles)[program->qubits[bit].turn] += (S)2 * (k[2] * a0 - k[0] * a1);
    else
      L(segments_backward)(program, shared, ws, bit, k);
  }
}

// Expectations of single Zs, and lambda in place of psi.
ALWAYS void L(small_read)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws, V *re, V *im, int bits,
    int planes, int isBackward) {
  V *sums = ws->scratch, *factor = sums + (1 << bits);
  V *outputs = ws->outputs;
  const V *cotangents = ws->cotangents;
  if (isBackward) {
    V weights[5];
    UNROLL for (int b = 0; b < bits; b++) weights[b] = (V){0};
    for (int32_t r = 0; r < program->readoutCount; r++) {
      const layered_readout *m = program->readouts + r;
      weights[m->bit] += L(frame_sign)(shared, r) * cotangents[m->output];
    }
    V total = {0};
    UNROLL for (int b = 0; b < bits; b++) total += weights[b];
    factor[0] = total;
    UNROLL for (int b = 0; b < bits; b++) {
      const V two = weights[b] + weights[b];
      UNROLL for (int j = 0; j < 1 << b; j++) factor[j + (1 << b)] = factor[j] - two;
      FENCE;
    }
  }
  // The lowest bit's two at once.
  V odd = {0};
  ROLL for (int j = 0; j < 1 << bits; j += 2) {
    V p[2];
    UNROLL for (int e = 0; e < 2; e++) {
      const V x = re[j + e];
      p[e] = x * x;
      if (isBackward) re[j + e] = factor[j + e] * x;
      if (planes == 2) {
        const V y = im[j + e];
        p[e] += y * y;
        if (isBackward) im[j + e] = factor[j + e] * y;
      }
    }
    odd += p[1];
    sums[j / 2] = p[0] + p[1];
  }
  V uppers[5];
  uppers[0] = odd;
  UNROLL for (int b = bits - 1; b >= 1; b--) {
    const int half = 1 << (b - 1);
    V upper = {0};
    UNROLL for (int j = 0; j < half; j++) {
      const V x = sums[j + half];
      upper += x;
      sums[j] += x;
    }
    uppers[b] = upper;
    FENCE;
  }
  const V norm = sums[0];
  for (int32_t r = 0; r < program->readoutCount; r++) {
    const layered_readout *m = program->readouts + r;
    outputs[m->output] = L(frame_sign)(shared, r) * (norm - (uppers[m->bit] + uppers[m->bit]));
  }
}

ALWAYS L(small_layer) L(make_small)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws, int32_t l, int bits) {
  const int64_t states = (int64_t)1 << bits;
  const layered_layer *layer = program->layers + l;
  const layered_group *group = program->groups + layer->firstGroup;
  L(small_layer) p;
  p.target = program->sources + (l + 1) * states;
  p.tables[0] = p.tables[1] = 0;
  p.tableSums = 0;
  if (layer->table >= 0) {
    p.tables[0] = (const S *)shared->tables + 2 * states * layer->table;
    p.tables[1] = p.tables[0] + states;
    p.tableSums = (S *)ws->tableSums + states * layer->table;
  }
  p.tangents = (const S *)shared->tangents + group->first;
  p.rotors = (const V *)ws->rotations + 2 * (int64_t)group->first;
  p.overlaps = (V *)ws->overlaps + group->first;
  return p;
}

// A tile whose angles, and on the way back cotangents, are loaded.
ALWAYS void L(small_tile)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws, int bits, int planes,
    int isBackward) {
  V *state[2];
  L(set_point)(program, ws, 0, state);
  L(start_vectors)(program, shared, ws);
  L(small_start)(program, shared, ws, state[0], state[1], bits, planes);
  int64_t point = 0;
  for (int32_t l = 0; l < program->layerCount; l++) {
    const layered_layer *layer = program->layers + l;
    L(small_layer) p = L(make_small)(program, shared, ws, l, bits);
    L(set_point)(program, ws, point, p.before);
    if (layer->diagonal != LAYERED_NONE) point++;
    L(set_point)(program, ws, point, p.kept);
    L(set_point)(program, ws, ++point, p.after);
    L(small_forwards)[bits - 3][planes - 1][layer->diagonal][program->groups[layer->firstGroup].isLane](&p);
  }
  L(set_point)(program, ws, point, state);
  if (program->needsTable) {
    L(read_any)(program, shared, ws, state[0], state[1], isBackward);
  } else {
    L(small_read)(program, shared, ws, state[0], state[1], bits, planes, isBackward);
  }
  if (!isBackward) return;
  for (int32_t l = program->layerCount - 1; l >= 0; l--) {
    const layered_layer *layer = program->layers + l;
    L(small_layer) p = L(make_small)(program, shared, ws, l, bits);
    p.after[0] = state[0];
    p.after[1] = state[1];
    L(set_point)(program, ws, --point, p.kept);
    if (layer->diagonal != LAYERED_NONE) point--;
    // Lambda uses two states in turn, of which the last psi is one.
    L(set_point)(program, ws, program->layerCount * 2 + 1 + (l & 1), p.before);
    L(small_backwards)[bits - 3][planes - 1][layer->diagonal][program->groups[layer->firstGroup].isLane](&p);
    state[0] = p.before[0];
    state[1] = p.before[1];
  }
  L(small_finish)(program, shared, ws, state[0], state[1], bits, planes);
}

#define TILE(bits, planes)                                                                                      \
  static __attribute__((noinline)) void L(small_tile_##bits##_##planes)(                                        \
      const layered_program *program, const layered_shared *shared, const layered_workspace *ws,                \
      int isBackward) {                                                                                         \
    if (isBackward)                                                                                             \
      L(small_tile)(program, shared, ws, bits, planes, 1);                                                      \
    else                                                                                                        \
      L(small_tile)(program, shared, ws, bits, planes, 0);                                                      \
  }
#if RADIX == 3
TILE(3, 1)
TILE(3, 2)
#endif
TILE(4, 1)
TILE(4, 2)
TILE(5, 1)
TILE(5, 2)
static void (*const L(small_tiles)[3][2])(
    const layered_program *, const layered_shared *, const layered_workspace *, int) = {
#if RADIX == 3
    {L(small_tile_3_1), L(small_tile_3_2)},
#else
    {0},
#endif
    {L(small_tile_4_1), L(small_tile_4_2)}, {L(small_tile_5_1), L(small_tile_5_2)}};
#undef TILE
