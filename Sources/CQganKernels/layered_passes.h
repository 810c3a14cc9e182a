// Passes over a tile's state: a diagonal with the first rotations, further rotations, and both backwards.
// Included as layered_lanes.h, with RADIX, log2 of the amplitudes that are in registers at once.

#define BLOCK (1 << RADIX)
// Place of an amplitude in a plane.
#define PLACE(j) ((j) + ((j) >> 8) * padding)

// Rotations by RY: shared ones in tangent form, s being the tangent, others by cosine and sine.
typedef struct {
  V c[RADIX], s[RADIX];
} L(rotors);

ALWAYS L(rotors) L(load_rotors)(const S *tangents, const V *lanes, int isLane, int count) {
  L(rotors) r;
  UNROLL for (int q = 0; q < count; q++) {
    if (isLane) {
      r.c[q] = lanes[2 * q];
      r.s[q] = lanes[2 * q + 1];
    } else {
      r.s[q] = L(splat)(tangents[q]);
    }
  }
  return r;
}

// Rotates the low `count` bits of `size` amplitudes.
ALWAYS void L(turn)(V *a, int size, int count, int isLane, const L(rotors) *r) {
  UNROLL for (int q = 0; q < count; q++) {
    UNROLL for (int j = 0; j < size; j++) {
      if (j >> q & 1) continue;
      const V x = a[j], y = a[j | 1 << q];
      if (isLane) {
        a[j] = r->c[q] * x - r->s[q] * y;
        a[j | 1 << q] = r->c[q] * y + r->s[q] * x;
      } else {
        a[j] = x - r->s[q] * y;
        a[j | 1 << q] = y + r->s[q] * x;
      }
    }
  }
}

// Rotates back, a tangent's scale aside.
ALWAYS void L(unturn)(V *a, int size, int count, int isLane, const L(rotors) *r) {
  UNROLL for (int q = 0; q < count; q++) {
    UNROLL for (int j = 0; j < size; j++) {
      if (j >> q & 1) continue;
      const V x = a[j], y = a[j | 1 << q];
      if (isLane) {
        a[j] = r->c[q] * x + r->s[q] * y;
        a[j | 1 << q] = r->c[q] * y - r->s[q] * x;
      } else {
        a[j] = x + r->s[q] * y;
        a[j | 1 << q] = y - r->s[q] * x;
      }
    }
  }
}

// Adds to sums[q] the part of <lambda| -iY_q |psi> of these amplitudes; psi's lie at `offsets`.
ALWAYS void L(overlap)(const V *a, const V *psi, const ptrdiff_t *offsets, int size, int count, V *sums) {
  UNROLL for (int q = 0; q < count; q++) {
    // Two sums, since a chain of dependent additions is what takes time.
    V plus = {0}, minus = {0};
    UNROLL for (int j = 0; j < size; j++) {
      if (j >> q & 1)
        plus += a[j] * psi[offsets[j ^ 1 << q]];
      else
        minus += a[j] * psi[offsets[j ^ 1 << q]];
    }
    sums[q] += plus - minus;
  }
}

// What the first pass of a layer works on: psi before it, psi after the diagonal, psi after the rotations; on the way
// back lambda after the rotations (`after`), psi after the diagonal, and lambda before the layer (`before`).
typedef struct {
  V *before[2], *kept[2], *after[2];
  const uint32_t *source;
  const S *tables[2];
  const V *lanes[2];
  const S *tangents;
  const V *rotors;
  V *overlaps;
  S *tableSums;
  V *laneSums;
  int64_t states;
  int32_t padding;
} L(first_pass);

ALWAYS void L(first_forward)(const L(first_pass) *p, int planes, int diagonal, int isLane, int count) {
  const L(rotors) r = L(load_rotors)(p->tangents, p->rotors, isLane, count);
  const int64_t states = p->states, padding = p->padding;
  const char *re = (const char *)p->before[0], *im = (const char *)p->before[1];
  const S *tr = p->tables[0], *ti = p->tables[1];
  const V *vr = p->lanes[0], *vi = p->lanes[1];
  V *kr = p->kept[0], *ki = p->kept[1], *ar = p->after[0], *ai = p->after[1];
  const uint32_t *source = p->source;
  for (int64_t b = 0; b < states; b += BLOCK) {
    const int64_t at = PLACE(b);
    V a[BLOCK];
    UNROLL for (int k = 0; k < BLOCK; k++) {
      const V x = *(const V *)(re + source[b + k]);
      if (planes == 1) {
        a[k] = diagonal == LAYERED_REAL ? x * tr[b + k] : x;
      } else {
        const V y = *(const V *)(im + source[b + k]);
        if (diagonal == LAYERED_NONE) {
          a[k] = x;
          ki[at + k] = y;
        } else {
          const V c = diagonal == LAYERED_LANES ? vr[b + k] : L(splat)(tr[b + k]);
          const V d = diagonal == LAYERED_LANES ? vi[b + k] : L(splat)(ti[b + k]);
          a[k] = c * x - d * y;
          ki[at + k] = c * y + d * x;
        }
      }
      kr[at + k] = a[k];
    }
    L(turn)(a, BLOCK, count, isLane, &r);
    UNROLL for (int k = 0; k < BLOCK; k++) ar[at + k] = a[k];
    if (planes == 2) {
      UNROLL for (int k = 0; k < BLOCK; k++) a[k] = ki[at + k];
      L(turn)(a, BLOCK, count, isLane, &r);
      UNROLL for (int k = 0; k < BLOCK; k++) ai[at + k] = a[k];
    }
  }
}

ALWAYS void L(first_backward)(const L(first_pass) *p, int planes, int diagonal, int isLane, int count) {
  const L(rotors) r = L(load_rotors)(p->tangents, p->rotors, isLane, count);
  const int64_t states = p->states, padding = p->padding;
  char *re = (char *)p->before[0], *im = (char *)p->before[1];
  const S *tr = p->tables[0], *ti = p->tables[1];
  const V *vr = p->lanes[0], *vi = p->lanes[1];
  const V *kr = p->kept[0], *ki = p->kept[1];
  V *ar = p->after[0];
  const V *ai = p->after[1];
  const uint32_t *source = p->source;
  ptrdiff_t offsets[BLOCK];
  UNROLL for (int k = 0; k < BLOCK; k++) offsets[k] = k;
  V sums[RADIX];
  UNROLL for (int q = 0; q < count; q++) sums[q] = (V){0};
  for (int64_t b = 0; b < states; b += BLOCK) {
    const int64_t at = PLACE(b);
    V a[BLOCK];
    UNROLL for (int k = 0; k < BLOCK; k++) a[k] = ar[at + k];
    L(unturn)(a, BLOCK, count, isLane, &r);
    L(overlap)(a, kr + at, offsets, BLOCK, count, sums);
    if (planes == 1) {
      UNROLL for (int k = 0; k < BLOCK; k++)
        *(V *)(re + source[b + k]) = diagonal == LAYERED_REAL ? a[k] * tr[b + k] : a[k];
      continue;
    }
    if (diagonal == LAYERED_NONE) {
      UNROLL for (int k = 0; k < BLOCK; k++) *(V *)(re + source[b + k]) = a[k];
    } else {
      UNROLL for (int k = 0; k < BLOCK; k++) ar[at + k] = a[k];
    }
    UNROLL for (int k = 0; k < BLOCK; k++) a[k] = ai[at + k];
    L(unturn)(a, BLOCK, count, isLane, &r);
    L(overlap)(a, ki + at, offsets, BLOCK, count, sums);
    if (diagonal == LAYERED_NONE) {
      UNROLL for (int k = 0; k < BLOCK; k++) *(V *)(im + source[b + k]) = a[k];
      continue;
    }
    UNROLL for (int k = 0; k < BLOCK; k++) {
      const V x = ar[at + k], y = a[k];
      const V c = diagonal == LAYERED_LANES ? vr[b + k] : L(splat)(tr[b + k]);
      const V d = diagonal == LAYERED_LANES ? vi[b + k] : L(splat)(ti[b + k]);
      *(V *)(re + source[b + k]) = c * x + d * y;
      *(V *)(im + source[b + k]) = c * y - d * x;
      a[k] = y * kr[at + k] - x * ki[at + k];
    }
    if (diagonal == LAYERED_LANES) {
      UNROLL for (int k = 0; k < BLOCK; k++) p->laneSums[b + k] = a[k];
    } else {
      UNROLL for (int k = 0; k < BLOCK; k += LANES) *(V *)(p->tableSums + b + k) += L(lane_sums)(a + k);
    }
  }
  UNROLL for (int q = 0; q < count; q++) p->overlaps[q] += sums[q];
}

// Rotations of `count` bits from `bit` on, of one plane.
ALWAYS void L(pass_forward)(
    const V *from, V *to, int bits, int bit, int count, int64_t padding, int isLane, const S *tangents,
    const V *lanes) {
  const L(rotors) r = L(load_rotors)(tangents, lanes, isLane, count);
  ptrdiff_t offsets[BLOCK];
  UNROLL for (int k = 0; k < 1 << count; k++) offsets[k] = PLACE((ptrdiff_t)k << bit);
  for (int64_t h = 0; h < (int64_t)1 << bits; h += (int64_t)1 << (bit + count)) {
    for (int64_t j = h; j < h + ((int64_t)1 << bit); j++) {
      const int64_t at = PLACE(j);
      V a[BLOCK];
      UNROLL for (int k = 0; k < 1 << count; k++) a[k] = from[at + offsets[k]];
      L(turn)(a, 1 << count, count, isLane, &r);
      UNROLL for (int k = 0; k < 1 << count; k++) to[at + offsets[k]] = a[k];
    }
  }
}

// The same backwards on lambda, adding the overlaps with psi, which is as before the rotations.
ALWAYS void L(pass_backward)(
    V *lambda, const V *psi, int bits, int bit, int count, int64_t padding, int isLane, const S *tangents,
    const V *lanes, V *overlaps) {
  const L(rotors) r = L(load_rotors)(tangents, lanes, isLane, count);
  ptrdiff_t offsets[BLOCK];
  UNROLL for (int k = 0; k < 1 << count; k++) offsets[k] = PLACE((ptrdiff_t)k << bit);
  V sums[RADIX];
  UNROLL for (int q = 0; q < count; q++) sums[q] = (V){0};
  for (int64_t h = 0; h < (int64_t)1 << bits; h += (int64_t)1 << (bit + count)) {
    for (int64_t j = h; j < h + ((int64_t)1 << bit); j++) {
      const int64_t at = PLACE(j);
      V a[BLOCK];
      UNROLL for (int k = 0; k < 1 << count; k++) a[k] = lambda[at + offsets[k]];
      L(unturn)(a, 1 << count, count, isLane, &r);
      UNROLL for (int k = 0; k < 1 << count; k++) lambda[at + offsets[k]] = a[k];
      L(overlap)(a, psi + at, offsets, 1 << count, count, sums);
    }
  }
  UNROLL for (int q = 0; q < count; q++) overlaps[q] += sums[q];
}

// Instances, by what is known when a circuit is compiled.
typedef void (*L(first_function))(const L(first_pass) *);
typedef void (*L(forward_function))(
    const V *, V *, int bits, int bit, int64_t padding, const S *tangents, const V *lanes);
typedef void (*L(backward_function))(
    V *, const V *, int bits, int bit, int64_t padding, const S *tangents, const V *lanes, V *overlaps);

#define FIRST(name, planes, diagonal, isLane, count)                                 \
  static void L(name##_forward)(const L(first_pass) *p) {                            \
    L(first_forward)(p, planes, diagonal, isLane, count);                            \
  }                                                                                  \
  static void L(name##_backward)(const L(first_pass) *p) {                           \
    L(first_backward)(p, planes, diagonal, isLane, count);                           \
  }
#if RADIX == 4
#define EACH_COUNT(DO, name, ...) \
  DO(name##_0, __VA_ARGS__, 0, 0) DO(name##_1, __VA_ARGS__, 0, 1) DO(name##_2, __VA_ARGS__, 0, 2) DO(name##_3, __VA_ARGS__, 0, 3) \
  DO(name##_4, __VA_ARGS__, 0, 4) DO(name##_lane_1, __VA_ARGS__, 1, 1) DO(name##_lane_2, __VA_ARGS__, 1, 2) \
  DO(name##_lane_3, __VA_ARGS__, 1, 3) DO(name##_lane_4, __VA_ARGS__, 1, 4)
#define COUNTS(name, way) \
  {{L(name##_0_##way), L(name##_1_##way), L(name##_2_##way), L(name##_3_##way), L(name##_4_##way)}, \
   {L(name##_0_##way), L(name##_lane_1_##way), L(name##_lane_2_##way), L(name##_lane_3_##way), L(name##_lane_4_##way)}}
#else
#define EACH_COUNT(DO, name, ...) \
  DO(name##_0, __VA_ARGS__, 0, 0) DO(name##_1, __VA_ARGS__, 0, 1) DO(name##_2, __VA_ARGS__, 0, 2) DO(name##_3, __VA_ARGS__, 0, 3) \
  DO(name##_lane_1, __VA_ARGS__, 1, 1) DO(name##_lane_2, __VA_ARGS__, 1, 2) DO(name##_lane_3, __VA_ARGS__, 1, 3)
#define COUNTS(name, way) \
  {{L(name##_0_##way), L(name##_1_##way), L(name##_2_##way), L(name##_3_##way)}, \
   {L(name##_0_##way), L(name##_lane_1_##way), L(name##_lane_2_##way), L(name##_lane_3_##way)}}
#endif

EACH_COUNT(FIRST, real_none, 1, LAYERED_NONE)
EACH_COUNT(FIRST, real_real, 1, LAYERED_REAL)
EACH_COUNT(FIRST, complex_none, 2, LAYERED_NONE)
EACH_COUNT(FIRST, complex_table, 2, LAYERED_COMPLEX)
EACH_COUNT(FIRST, complex_lanes, 2, LAYERED_LANES)

// By planes, diagonal, whether per sample, and number of rotations.
static const L(first_function) L(first_forwards)[2][4][2][RADIX + 1] = {
    {COUNTS(real_none, forward), COUNTS(real_real, forward)},
    {COUNTS(complex_none, forward), {{0}}, COUNTS(complex_table, forward), COUNTS(complex_lanes, forward)}};
static const L(first_function) L(first_backwards)[2][4][2][RADIX + 1] = {
    {COUNTS(real_none, backward), COUNTS(real_real, backward)},
    {COUNTS(complex_none, backward), {{0}}, COUNTS(complex_table, backward), COUNTS(complex_lanes, backward)}};

#define PASS(name, bit_, isLane, count)                                                                      \
  static void L(name##_forward)(                                                                             \
      const V *from, V *to, int bits, int bit, int64_t padding, const S *tangents, const V *lanes) {         \
    L(pass_forward)(from, to, bits, bit_, count, padding, isLane, tangents, lanes);                          \
  }                                                                                                          \
  static void L(name##_backward)(                                                                            \
      V *lambda, const V *psi, int bits, int bit, int64_t padding, const S *tangents, const V *lanes,        \
      V *overlaps) {                                                                                         \
    L(pass_backward)(lambda, psi, bits, bit_, count, padding, isLane, tangents, lanes, overlaps);            \
  }

EACH_COUNT(PASS, pass_any, bit)
EACH_COUNT(PASS, pass_next, RADIX)
static const L(forward_function) L(pass_forwards)[2][2][RADIX + 1] = {
    COUNTS(pass_any, forward), COUNTS(pass_next, forward)};
static const L(backward_function) L(pass_backwards)[2][2][RADIX + 1] = {
    COUNTS(pass_any, backward), COUNTS(pass_next, backward)};

#undef FIRST
#undef PASS
#undef EACH_COUNT
#undef COUNTS
