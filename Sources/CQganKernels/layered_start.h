// The product state that a tile starts in, and what flows back into it. Included as layered_passes.h.

// Points of the state that are kept: before layer l comes point `before`, then one after its diagonal and one after
// each of its groups.
ALWAYS void L(set_point)(const layered_program *program, const layered_workspace *ws, int64_t point, V **planes) {
  planes[0] = (V *)ws->points + point * program->planes * program->plane;
  planes[1] = planes[0] + (program->planes - 1) * program->plane;
}

// What a segment does to a qubit, as a matrix.
ALWAYS L(matrix2) L(segment_matrix)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws,
    const layered_segment *segment) {
  if (segment->isLane) {
    const quantum_factor *factor = program->factors + segment->firstFactor;
    const V *trigonometry = (const V *)ws->trigonometry + 2 * (factor->angle - program->firstLane);
    return L(factor_of)(factor, trigonometry[0], trigonometry[1]);
  }
  const double *block = shared->blocks + 8 * (int64_t)segment->block;
  L(matrix2) m;
  for (int e = 0; e < 4; e++) {
    m.re[e] = L(splat)((S)block[2 * e]);
    m.im[e] = L(splat)((S)block[2 * e + 1]);
  }
  return m;
}

// Whether a segment is RY alone, which needs no complex arithmetic where the state is real so far.
ALWAYS int L(is_turn)(const layered_program *program, const layered_segment *segment) {
  return segment->isLane && program->factors[segment->firstFactor].kind == QUANTUM_FACTOR_Y;
}

// The state of a bit's qubit: re and im of both amplitudes, after all of its segments.
ALWAYS const V *L(qubit_state)(const layered_program *program, const layered_workspace *ws, int bit) {
  const layered_qubit *qubit = program->qubits + bit;
  const V *vectors = ws->vectors;
  return vectors + 4 * (qubit->segmentCount > 0 ? qubit->firstSegment + qubit->segmentCount - 1
                                                 : program->segmentCount + (qubit->segmentCount < 0));
}

static void L(start_vectors)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws) {
  const V zero = {0}, one = L(splat)(1);
  V *vectors = ws->vectors;
  V *rest = vectors + 4 * (int64_t)program->segmentCount;
  // |0>, and the stand-in for a prepared qubit.
  rest[0] = rest[4] = rest[6] = one;
  rest[1] = rest[2] = rest[3] = rest[5] = rest[7] = zero;
  for (int bit = 0; bit < program->bits; bit++) {
    const layered_qubit *qubit = program->qubits + bit;
    if (program->isSmall && program->planes == 1 && qubit->turn >= 0) continue;
    V u0r = one, u0i = zero, u1r = zero, u1i = zero;
    for (int32_t k = qubit->firstSegment; k < qubit->firstSegment + qubit->segmentCount; k++) {
      const layered_segment *segment = program->segments + k;
      if (L(is_turn)(program, segment)) {
        const V *t = (const V *)ws->trigonometry
            + 2 * (program->factors[segment->firstFactor].angle - program->firstLane);
        const V x = u0r, y = u0i;
        u0r = t[0] * x - t[1] * u1r;
        u0i = t[0] * y - t[1] * u1i;
        u1r = t[0] * u1r + t[1] * x;
        u1i = t[0] * u1i + t[1] * y;
      } else {
        const L(matrix2) m = L(segment_matrix)(program, shared, ws, segment);
        const V xr = u0r, xi = u0i, yr = u1r, yi = u1i;
        u0r = m.re[0] * xr - m.im[0] * xi + m.re[1] * yr - m.im[1] * yi;
        u0i = m.re[0] * xi + m.im[0] * xr + m.re[1] * yi + m.im[1] * yr;
        u1r = m.re[2] * xr - m.im[2] * xi + m.re[3] * yr - m.im[3] * yi;
        u1i = m.re[2] * xi + m.im[2] * xr + m.re[3] * yi + m.im[3] * yr;
      }
      vectors[4 * (int64_t)k] = u0r;
      vectors[4 * (int64_t)k + 1] = u0i;
      vectors[4 * (int64_t)k + 2] = u1r;
      vectors[4 * (int64_t)k + 3] = u1i;
    }
  }
}

// One amplitude of the prepared operand for each sample.
ALWAYS V L(prepared_amplitude)(
    const layered_program *program, const quantum_call *call, const int64_t *samples, int64_t element) {
  const quantum_operand *operand = program->operands + program->preparation;
  const S *values = call->operands[program->preparation];
  if (!operand->lane) return L(splat)(values[element]);
  V v;
  for (int l = 0; l < LANES; l++) v[l] = values[samples[l] * operand->count + element];
  return v;
}

// Writes the start state; keeps the products of the low bits' states in the prefix.
ALWAYS void L(start_forward)(
    const layered_program *program, const quantum_call *call, const layered_shared *shared,
    const layered_workspace *ws, const int64_t *samples, int planes) {
  L(start_vectors)(program, shared, ws);
  const int bits = program->bits;
  const int64_t padding = program->padding;
  V *pr = ws->prefix, *pi = pr + ((int64_t)2 << bits);
  V *re = ws->points, *im = re + program->plane;
  const int isPrepared = program->preparation >= 0;
  pr[1] = L(splat)((S)shared->startScale);
  if (planes == 2) pi[1] = (V){0};
  for (int bit = 0; bit < bits; bit++) {
    const V *u = L(qubit_state)(program, ws, bit);
    const int64_t half = (int64_t)1 << bit;
    const int isLast = bit == bits - 1 && !isPrepared;
    for (int e = 0; e < 2; e++) {
      const V a = u[2 * e], d = u[2 * e + 1];
      for (int64_t j = 0; j < half; j++) {
        const V x = pr[half + j];
        const int64_t to = isLast ? PLACE(j + e * half) : 2 * half + j + e * half;
        if (planes == 1) {
          (isLast ? re : pr)[to] = a * x;
        } else {
          const V y = pi[half + j];
          (isLast ? re : pr)[to] = a * x - d * y;
          (isLast ? im : pi)[to] = a * y + d * x;
        }
      }
    }
  }
  if (!isPrepared) return;
  V *amplitudes = ws->scratch;
  for (int64_t e = 0; e < program->preparedCount; e++)
    amplitudes[e] = L(prepared_amplitude)(program, call, samples, e);
  const int64_t states = (int64_t)1 << bits;
  for (int64_t j = 0; j < states; j++) {
    const V a = amplitudes[program->prepared[j]];
    re[PLACE(j)] = a * pr[states + j];
    if (planes == 2) im[PLACE(j)] = a * pi[states + j];
  }
}

// Gradients of the prepared amplitudes, and lambda as if they were 1.
static void L(prepared_backward)(
    const layered_program *program, const quantum_call *call, const layered_workspace *ws, V *lr, V *li,
    const int64_t *samples, int valid) {
  const int64_t padding = program->padding, states = (int64_t)1 << program->bits;
  const V *pr = (const V *)ws->prefix + states, *pi = pr + 2 * states;
  V *amplitudes = ws->scratch, *sums = amplitudes + states;
  for (int64_t e = 0; e < program->preparedCount; e++) {
    amplitudes[e] = L(prepared_amplitude)(program, call, samples, e);
    sums[e] = (V){0};
  }
  for (int64_t j = 0; j < states; j++) {
    const uint32_t e = program->prepared[j];
    V sum = lr[PLACE(j)] * pr[j];
    if (program->planes == 2) sum += li[PLACE(j)] * pi[j];
    sums[e] += sum;
    lr[PLACE(j)] *= amplitudes[e];
    if (program->planes == 2) li[PLACE(j)] *= amplitudes[e];
  }
  const quantum_operand *operand = program->operands + program->preparation;
  S *gradient = call->gradients[program->preparation];
  for (int64_t e = 0; e < program->preparedCount; e++) {
    if (!operand->lane) {
      ws->paramSums[operand->sums + e] += 2 * L(lane_sum)(sums[e]);
    } else if (gradient) {
      for (int l = 0; l < valid; l++) gradient[samples[l] * operand->count + e] += 2 * sums[e][l];
    }
  }
}

// Takes a qubit's segments off, last first: adds the gradients of their arguments. k are the inner products of lambda
// with the other qubits' state, for both values of this one: re, im, re, im.
static void L(segments_backward)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws, int bit, V k[4]) {
  const layered_qubit *qubit = program->qubits + bit;
  const V *vectors = ws->vectors;
  for (int32_t n = qubit->firstSegment + qubit->segmentCount - 1; n >= qubit->firstSegment; n--) {
    const layered_segment *segment = program->segments + n;
    const V *u = vectors + 4 * (int64_t)n;
    if (L(is_turn)(program, segment)) {
      const int32_t angle = program->factors[segment->firstFactor].angle - program->firstLane;
      const V *t = (const V *)ws->trigonometry + 2 * angle;
      ((V *)ws->angles)[angle] += (S)2 * (k[2] * u[0] - k[3] * u[1] - k[0] * u[2] + k[1] * u[3]);
      const V x = k[0], y = k[1];
      k[0] = t[0] * x + t[1] * k[2];
      k[1] = t[0] * y + t[1] * k[3];
      k[2] = t[0] * k[2] - t[1] * x;
      k[3] = t[0] * k[3] - t[1] * y;
      continue;
    }
    L(matrix2) e;
    for (int a = 0; a < 2; a++) {
      for (int b = 0; b < 2; b++) {
        e.re[2 * a + b] = k[2 * a] * u[2 * b] - k[2 * a + 1] * u[2 * b + 1];
        e.im[2 * a + b] = k[2 * a] * u[2 * b + 1] + k[2 * a + 1] * u[2 * b];
      }
    }
    if (segment->isLane) {
      const quantum_factor *factor = program->factors + segment->firstFactor;
      ((V *)ws->angles)[factor->angle - program->firstLane] += L(slope)(factor, &e);
    } else {
      V *sums = (V *)ws->blockSums + 8 * (int64_t)segment->block;
      for (int p = 0; p < 4; p++) {
        sums[p] += e.re[p];
        sums[4 + p] += e.im[p];
      }
    }
    if (n == qubit->firstSegment) break;
    const L(matrix2) m = L(segment_matrix)(program, shared, ws, segment);
    const V xr = k[0], xi = k[1], yr = k[2], yi = k[3];
    k[0] = m.re[0] * xr - m.im[0] * xi + m.re[2] * yr - m.im[2] * yi;
    k[1] = m.re[0] * xi + m.im[0] * xr + m.re[2] * yi + m.im[2] * yr;
    k[2] = m.re[1] * xr - m.im[1] * xi + m.re[3] * yr - m.im[3] * yi;
    k[3] = m.re[1] * xi + m.im[1] * xr + m.re[3] * yi + m.im[3] * yr;
  }
}

// Gradients of all that makes the start state, from lambda there, which is destroyed: qubits are contracted off from the
// highest bit down.
ALWAYS void L(start_backward)(
    const layered_program *program, const quantum_call *call, const layered_shared *shared,
    const layered_workspace *ws, V *lr, V *li, const int64_t *samples, int valid, int planes) {
  if (program->preparation >= 0) L(prepared_backward)(program, call, ws, lr, li, samples, valid);
  const int bits = program->bits;
  const int64_t padding = program->padding;
  const V *pr = ws->prefix, *pi = pr + ((int64_t)2 << bits);
  for (int bit = bits - 1; bit >= 0; bit--) {
    const V *u = L(qubit_state)(program, ws, bit);
    const int64_t half = (int64_t)1 << bit, upper = PLACE(half);
    const V a0 = u[0], d0 = u[1], a1 = u[2], d1 = u[3];
    V k[4] = {{0}, {0}, {0}, {0}};
    for (int64_t j = 0; j < half; j++) {
      const int64_t at = PLACE(j);
      const V r0 = lr[at], r1 = lr[at + upper], x = pr[half + j];
      if (planes == 1) {
        k[0] += r0 * x;
        k[2] += r1 * x;
        lr[at] = a0 * r0 + a1 * r1;
      } else {
        const V i0 = li[at], i1 = li[at + upper], y = pi[half + j];
        k[0] += r0 * x + i0 * y;
        k[1] += r0 * y - i0 * x;
        k[2] += r1 * x + i1 * y;
        k[3] += r1 * y - i1 * x;
        lr[at] = a0 * r0 + d0 * i0 + a1 * r1 + d1 * i1;
        li[at] = a0 * i0 - d0 * r0 + a1 * i1 - d1 * r1;
      }
    }
    L(segments_backward)(program, shared, ws, bit, k);
  }
}
