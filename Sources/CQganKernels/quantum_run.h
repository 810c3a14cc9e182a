// A tile from operands to outputs and gradients. Included as quantum_steps.h.

static void Q(apply)(
    const quantum_program *program, const quantum_shared *shared, const quantum_workspace *ws,
    const quantum_step *step, void *const *state, int isInverse) {
  void *re = state[0], *im = state[1];
  switch (step->kind) {
    case QUANTUM_EXCHANGE: Q(step_exchange)(step, program->qubits, re, im); break;
    case QUANTUM_PERMUTE: Q(step_permute)(program, step, re, im, isInverse); break;
    case QUANTUM_MATRIX: Q(step_matrix)(program, step, re, im, isInverse, ws->scratch); break;
    case QUANTUM_BLOCK: {
      Q(matrix2) m = Q(block_matrix)(shared, ws, step);
      if (isInverse) {
        const V re1 = m.re[1], im1 = m.im[1];
        m.re[1] = m.re[2];
        m.re[2] = re1;
        m.im[0] = -m.im[0];
        m.im[1] = -m.im[2];
        m.im[2] = -im1;
        m.im[3] = -m.im[3];
      }
      Q(step_block)(step, program->qubits, re, im, &m);
      break;
    }
    default: {
      V c, s;
      Q(trigonometry)(program, shared, ws, step->angle, &c, &s);
      Q(step_turn)(step, program->qubits, re, im, c, isInverse ? -s : s);
    }
  }
}

// Adds to the gradient of an angle's argument.
static void Q(add_slope)(const quantum_program *program, const quantum_workspace *ws, int32_t angle, D slope) {
  if (angle >= program->firstLane) {
    ((D *)ws->laneGradients)[angle - program->firstLane] += slope;
  } else if (angle >= program->firstShared) {
#if ONE_SAMPLE
    ws->angleSums[angle] += slope;
#else
    double sum = 0;
    for (int l = 0; l < LANES; l++) sum += slope[l];
    ws->angleSums[angle] += sum;
#endif
  }
}

// Undoes a block on psi and lambda and adds the gradients of its angles.
static void Q(undo_block)(
    const quantum_program *program, const quantum_shared *shared, const quantum_workspace *ws,
    const quantum_step *step) {
  if (!step->hasGradient) {
    Q(apply)(program, shared, ws, step, ws->planes, 1);
    Q(apply)(program, shared, ws, step, ws->planes + 2, 1);
    return;
  }
  D products[8];
  const Q(matrix2) m = Q(block_matrix)(shared, ws, step);
  Q(step_unblock)(step, program->qubits, ws->planes, &m, products);
  if (step->lane) {
    Q(matrix2) e;
    for (int k = 0; k < 4; k++) {
      e.re[k] = NARROW(products[k]);
      e.im[k] = NARROW(products[4 + k]);
    }
    for (int32_t f = step->factorCount - 1; f >= 0; f--) {
      const quantum_factor *factor = program->factors + step->firstFactor + f;
      if (factor->angle >= program->firstShared)
        Q(add_slope)(program, ws, factor->angle, WIDEN(Q(slope)(factor, &e)));
      const Q(matrix2) single = Q(factor_matrix)(program, shared, ws, factor);
      e = Q(undo)(&e, &single);
    }
    return;
  }
  double *sums = ws->blockSums + 8 * (int64_t)step->block;
  for (int k = 0; k < 8; k++) {
#if ONE_SAMPLE
    sums[k] += products[k];
#else
    for (int l = 0; l < LANES; l++) sums[k] += products[k][l];
#endif
  }
}

static void Q(backward)(
    const quantum_program *program, const quantum_shared *shared, const quantum_workspace *ws) {
  for (int32_t k = program->stepCount - 1; k >= program->firstGradientStep; k--) {
    const quantum_step *step = program->steps + k;
    if (step->kind == QUANTUM_BLOCK) {
      Q(undo_block)(program, shared, ws, step);
    } else if (step->hasGradient) {
      V c, s;
      Q(trigonometry)(program, shared, ws, step->angle, &c, &s);
      Q(add_slope)(program, ws, step->angle, Q(step_unturn)(step, program->qubits, ws->planes, c, s));
    } else {
      Q(apply)(program, shared, ws, step, ws->planes, 1);
      Q(apply)(program, shared, ws, step, ws->planes + 2, 1);
    }
  }
}

// As backward, with the tangents dpsi and dlambda: sums directional derivatives of the gradients.
static void Q(backward_tangent)(
    const quantum_program *program, const quantum_shared *shared, const quantum_workspace *ws) {
  void *const *psi = ws->planes, *const *lambda = ws->planes + 2;
  void *const *dpsi = ws->planes + 4, *const *dlambda = ws->planes + 6;
  void *const first[4] = {psi[0], psi[1], dlambda[0], dlambda[1]};
  void *const second[4] = {dpsi[0], dpsi[1], lambda[0], lambda[1]};
  const V one = (V){0} + (S)1, zero = {0};
  for (int32_t k = program->plainStepCount - 1; k >= program->plainFirstGradientStep; k--) {
    const quantum_step *step = program->plainSteps + k;
    if (step->hasGradient) {
      const D slope = Q(step_unturn)(step, program->qubits, first, one, zero)
          + Q(step_unturn)(step, program->qubits, second, one, zero);
      Q(add_slope)(program, ws, step->angle, slope);
      const V h = -Q(angle_tangent)(program, shared, ws, step->angle);
      Q(step_nudge)(step, program->qubits, dpsi[0], dpsi[1], psi[0], psi[1], h);
      Q(step_nudge)(step, program->qubits, dlambda[0], dlambda[1], lambda[0], lambda[1], h);
    }
    for (int p = 0; p < 8; p += 2) Q(apply)(program, shared, ws, step, ws->planes + p, 1);
  }
}

static void Q(load_cotangents)(
    const quantum_program *program, const quantum_call *call, const quantum_workspace *ws, int64_t tile) {
  const S *cotangent = call->cotangent;
  S *weights = ws->cotangents;
  for (int l = 0; l < LANES; l++) {
    const int64_t sample = tile * LANES + l;
    for (int64_t o = 0; o < program->outputCount; o++)
      weights[o * LANES + l] = sample < call->batch ? cotangent[sample * program->outputCount + o] : 0;
  }
}

static void Q(store_outputs)(
    const quantum_program *program, const quantum_call *call, const quantum_workspace *ws, int64_t tile) {
  S *output = call->output;
  if (!output) return;
  for (int l = 0; l < LANES && tile * LANES + l < call->batch; l++)
    for (int64_t o = 0; o < program->outputCount; o++)
      output[(tile * LANES + l) * program->outputCount + o] = (S)ws->outputs[o * LANES + l];
}

// Hands the gradients of per-sample angles on to operands.
static void Q(store_gradients)(
    const quantum_program *program, const quantum_call *call, const quantum_workspace *ws, int64_t tile) {
  for (int32_t a = program->firstLane; a < program->angleCount; a++) {
    const quantum_angle *angle = program->angles + a;
    const double *slopes = ws->laneGradients + (int64_t)(a - program->firstLane) * LANES;
    for (int32_t t = angle->firstTerm; t < angle->firstTerm + angle->termCount; t++) {
      const quantum_term *term = program->terms + t;
      for (int l = 0; l < LANES; l++)
        Q(add_gradient)(
            program, call, ws, tile, l, term->operand, term->element, term->coefficient * slopes[l]);
    }
  }
}

static void Q(clear_gradients)(
    const quantum_program *program, const quantum_call *call, const quantum_workspace *ws, int64_t tile) {
  memset(ws->laneGradients, 0, (size_t)(program->angleCount - program->firstLane) * sizeof(D));
  const int64_t samples = call->batch - tile * LANES < LANES ? call->batch - tile * LANES : LANES;
  for (int32_t k = 0; k < program->operandCount; k++) {
    const quantum_operand *o = program->operands + k;
    if (o->lane && call->gradients[k])
      memset((S *)call->gradients[k] + tile * LANES * o->count, 0, (size_t)(samples * o->count) * sizeof(S));
  }
}

static void Q(run_tile)(
    const quantum_program *program, const quantum_call *call, const quantum_shared *shared,
    const quantum_workspace *ws, int64_t tile) {
  void *const *psi = ws->planes, *const *lambda = ws->planes + 2;
  void *const *dpsi = ws->planes + 4, *const *dlambda = ws->planes + 6;
  Q(fill_angles)(program, call, shared, ws, tile);
  Q(start)(program, call, tile, psi, 0);
  if (call->order == QUANTUM_TANGENT) {
    Q(start)(program, call, tile, dpsi, 1);
    for (int32_t k = 0; k < program->plainStepCount; k++) {
      const quantum_step *step = program->plainSteps + k;
      if (step->hasGradient)
        Q(step_nudge)(
            step, program->qubits, dpsi[0], dpsi[1], psi[0], psi[1],
            Q(angle_tangent)(program, shared, ws, step->angle));
      Q(apply)(program, shared, ws, step, psi, 0);
      Q(apply)(program, shared, ws, step, dpsi, 0);
    }
    Q(measure)(program, ws, psi, dpsi, 2, lambda[0]);
  } else {
    Q(fill_blocks)(program, shared, ws);
    for (int32_t k = 0; k < program->stepCount; k++) Q(apply)(program, shared, ws, program->steps + k, psi, 0);
    if (call->order == QUANTUM_FORWARD)
      Q(measure)(program, ws, psi, psi, 1, psi[0]);
    else if (call->output)
      Q(measure)(program, ws, psi, psi, 1, lambda[0]);
  }
  Q(store_outputs)(program, call, ws, tile);
  if (call->order == QUANTUM_FORWARD) return;
  Q(clear_gradients)(program, call, ws, tile);
  Q(load_cotangents)(program, call, ws, tile);
  Q(observe)(program, ws, lambda, psi);
  if (call->order == QUANTUM_TANGENT) {
    Q(observe)(program, ws, dlambda, dpsi);
    Q(backward_tangent)(program, shared, ws);
  } else {
    Q(backward)(program, shared, ws);
  }
  Q(start_gradient)(program, call, ws, tile);
  Q(store_gradients)(program, call, ws, tile);
}
