// The start of a tile: its angles, blocks and start state, and what flows back to them.
// Included as quantum_steps.h.

// The element of an operand that lane l of a tile reads; lanes past the batch repeat its last sample.
static inline S Q(element)(
    const quantum_program *program, const void *const *operands, int64_t batch, int64_t tile, int lane,
    int32_t operand, int64_t element) {
  const S *values = operands[operand];
  if (!program->operands[operand].lane) return values[element];
  int64_t sample = tile * LANES + lane;
  if (sample >= batch) sample = batch - 1;
  return values[sample * program->operands[operand].count + element];
}

static void Q(fill_angles)(
    const quantum_program *program, const quantum_call *call, const quantum_shared *shared,
    const quantum_workspace *ws, int64_t tile) {
  V *trigonometry = ws->trigonometry;
  S *tangents = ws->tangents;
  for (int32_t a = program->firstLane; a < program->angleCount; a++) {
    const quantum_angle *angle = program->angles + a;
    D arguments;
    double *argument = (double *)&arguments;
    for (int l = 0; l < LANES; l++) {
      double h = angle->constant, dh = 0;
      for (int32_t t = angle->firstTerm; t < angle->firstTerm + angle->termCount; t++) {
        const quantum_term *term = program->terms + t;
        h += term->coefficient
            * Q(element)(program, call->operands, call->batch, tile, l, term->operand, term->element);
        if (call->order == QUANTUM_TANGENT)
          dh += term->coefficient
              * Q(element)(program, call->tangents, call->batch, tile, l, term->operand, term->element);
      }
      argument[l] = h;
      if (call->order == QUANTUM_TANGENT) tangents[(int64_t)(a - program->firstLane) * LANES + l] = (S)dh;
    }
    D sines, cosines;
#if ONE_SAMPLE
    sines = sin(arguments);
    cosines = cos(arguments);
#else
    Q(sincos)(arguments, &sines, &cosines);
#endif
    trigonometry[2 * (a - program->firstLane)] = NARROW(cosines);
    trigonometry[2 * (a - program->firstLane) + 1] = NARROW(sines);
  }
}

// cos and sin of an angle's argument.
static inline void Q(trigonometry)(
    const quantum_program *program, const quantum_shared *shared, const quantum_workspace *ws, int32_t angle, V *c,
    V *s) {
  if (angle >= program->firstLane) {
    const V *entry = (const V *)ws->trigonometry + 2 * (int64_t)(angle - program->firstLane);
    *c = entry[0];
    *s = entry[1];
  } else {
    *c = (V){0} + (S)shared->trigonometry[2 * angle];
    *s = (V){0} + (S)shared->trigonometry[2 * angle + 1];
  }
}

static inline V Q(angle_tangent)(
    const quantum_program *program, const quantum_shared *shared, const quantum_workspace *ws, int32_t angle) {
  if (angle >= program->firstLane) return ((const V *)ws->tangents)[angle - program->firstLane];
  return (V){0} + (S)shared->tangents[angle];
}

static inline Q(matrix2) Q(factor_matrix)(
    const quantum_program *program, const quantum_shared *shared, const quantum_workspace *ws,
    const quantum_factor *factor) {
  V c = {0}, s = {0};
  if (factor->angle >= 0) Q(trigonometry)(program, shared, ws, factor->angle, &c, &s);
  return Q(factor_of)(factor, c, s);
}

// The matrix of a block, from the tile's table or the batch's.
static inline Q(matrix2) Q(block_matrix)(
    const quantum_shared *shared, const quantum_workspace *ws, const quantum_step *step) {
  Q(matrix2) m;
  for (int k = 0; k < 4; k++) {
    if (step->lane) {
      m.re[k] = ((const V *)ws->blocks)[8 * (int64_t)step->block + 2 * k];
      m.im[k] = ((const V *)ws->blocks)[8 * (int64_t)step->block + 2 * k + 1];
    } else {
      m.re[k] = (V){0} + (S)shared->blocks[8 * (int64_t)step->block + 2 * k];
      m.im[k] = (V){0} + (S)shared->blocks[8 * (int64_t)step->block + 2 * k + 1];
    }
  }
  return m;
}

static void Q(fill_blocks)(
    const quantum_program *program, const quantum_shared *shared, const quantum_workspace *ws) {
  for (int32_t k = 0; k < program->stepCount; k++) {
    const quantum_step *step = program->steps + k;
    if (step->kind != QUANTUM_BLOCK || !step->lane) continue;
    const quantum_factor *factors = program->factors + step->firstFactor;
    Q(matrix2) m = Q(factor_matrix)(program, shared, ws, factors);
    for (int32_t f = 1; f < step->factorCount; f++) {
      const Q(matrix2) next = Q(factor_matrix)(program, shared, ws, factors + f);
      m = Q(multiply)(&next, &m);
    }
    V *entry = (V *)ws->blocks + 8 * (int64_t)step->block;
    for (int e = 0; e < 4; e++) {
      entry[2 * e] = m.re[e];
      entry[2 * e + 1] = m.im[e];
    }
  }
}

// The state's index of outcome t of all prepared qubits.
static inline uint64_t Q(prepared_index)(const quantum_program *program, uint64_t t) {
  uint64_t index = 0;
  for (int32_t k = program->preparedBits - 1; k >= 0; k--, t >>= 1) index |= (t & 1) << program->bits[k];
  return index;
}

// The element of preparation p's operand at outcome t of all prepared qubits.
static inline int64_t Q(prepared_element)(
    const quantum_program *program, const quantum_preparation *p, uint64_t t) {
  const int32_t below = program->preparedBits - p->firstBit - p->bitCount;
  return (int64_t)(t >> below & (((uint64_t)1 << p->bitCount) - 1));
}

// The product of the prepared amplitudes at t, without preparation `skipped`; with preparation `moved`'s tangent.
static inline double Q(prepared_product)(
    const quantum_program *program, const quantum_call *call, int64_t tile, int lane, uint64_t t, int32_t skipped,
    int32_t moved) {
  double product = 1;
  for (int32_t k = 0; k < program->preparationCount; k++) {
    if (k == skipped) continue;
    const quantum_preparation *p = program->preparations + k;
    product *= Q(element)(
        program, k == moved ? call->tangents : call->operands, call->batch, tile, lane, p->operand,
        Q(prepared_element)(program, p, t));
  }
  return product;
}

// The tangent of that product.
static inline double Q(prepared_tangent)(
    const quantum_program *program, const quantum_call *call, int64_t tile, int lane, uint64_t t, int32_t skipped) {
  double sum = 0;
  for (int32_t k = 0; k < program->preparationCount; k++)
    if (k != skipped) sum += Q(prepared_product)(program, call, tile, lane, t, skipped, k);
  return sum;
}

// The start state, or its tangent.
static void Q(start)(
    const quantum_program *program, const quantum_call *call, int64_t tile, void *const *state, int isTangent) {
  const size_t bytes = ((size_t)1 << program->qubits) * sizeof(V);
  memset(state[0], 0, bytes);
  memset(state[1], 0, bytes);
  S *re = state[0];
  if (isTangent && program->preparationCount == 0) return;
  for (uint64_t t = 0; t < (uint64_t)1 << program->preparedBits; t++) {
    S *amplitude = re + Q(prepared_index)(program, t) * LANES;
    for (int l = 0; l < LANES; l++)
      amplitude[l] = (S)(isTangent ? Q(prepared_tangent)(program, call, tile, l, t, -1)
                                   : Q(prepared_product)(program, call, tile, l, t, -1, -1));
  }
}

// Adds `value` to the gradient of an operand's element, of lane l's sample or in the sums.
static inline void Q(add_gradient)(
    const quantum_program *program, const quantum_call *call, const quantum_workspace *ws, int64_t tile, int lane,
    int32_t operand, int64_t element, double value) {
  const quantum_operand *o = program->operands + operand;
  const int64_t sample = tile * LANES + lane;
  if (sample >= call->batch) return;
  if (!o->lane) {
    ws->paramSums[o->sums + element] += value;
  } else if (call->gradients[operand]) {
    S *gradient = call->gradients[operand];
    gradient[sample * o->count + element] += (S)value;
  }
}

// The gradient of the prepared amplitudes from lambda before the first step, or its directional derivative.
static void Q(start_gradient)(
    const quantum_program *program, const quantum_call *call, const quantum_workspace *ws, int64_t tile) {
  const S *lambda = ws->planes[2], *dlambda = ws->planes[6];
  for (uint64_t t = 0; program->preparationCount && t < (uint64_t)1 << program->preparedBits; t++) {
    const uint64_t index = Q(prepared_index)(program, t) * LANES;
    for (int32_t k = 0; k < program->preparationCount; k++) {
      const quantum_preparation *p = program->preparations + k;
      const int64_t element = Q(prepared_element)(program, p, t);
      for (int l = 0; l < LANES; l++) {
        const double rest = Q(prepared_product)(program, call, tile, l, t, k, -1);
        double value = 2 * lambda[index + l] * rest;
        if (call->order == QUANTUM_TANGENT)
          value = 2 * dlambda[index + l] * rest
              + 2 * lambda[index + l] * Q(prepared_tangent)(program, call, tile, l, t, k);
        Q(add_gradient)(program, call, ws, tile, l, p->operand, element, value);
      }
    }
  }
}
