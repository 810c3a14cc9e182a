// What happens once a call: tables of shared angles before the tiles, gradients of params after them.
// Included as quantum_steps.h, once a precision and instruction set.

static void Q(prepare)(
    const quantum_program *program, const quantum_call *call, const quantum_shared *shared, int constants) {
  const int32_t first = constants ? 0 : program->firstShared;
  const int32_t end = constants ? program->firstShared : program->firstLane;
  for (int32_t a = first; a < end; a++) {
    const quantum_angle *angle = program->angles + a;
    double h = angle->constant, dh = 0;
    for (int32_t t = angle->firstTerm; t < angle->firstTerm + angle->termCount; t++) {
      const quantum_term *term = program->terms + t;
      h += term->coefficient * ((const S *)call->operands[term->operand])[term->element];
      if (call->order == QUANTUM_TANGENT)
        dh += term->coefficient * ((const S *)call->tangents[term->operand])[term->element];
    }
    shared->trigonometry[2 * a] = cos(h);
    shared->trigonometry[2 * a + 1] = sin(h);
    if (shared->tangents) shared->tangents[a] = dh;
  }
  for (int pass = 0; pass < 2; pass++) {
    const quantum_step *steps = pass ? program->plainSteps : program->steps;
    const int32_t count = pass ? program->plainStepCount : program->stepCount;
    for (int32_t k = 0; k < count; k++) {
      const quantum_step *step = steps + k;
      if (step->kind != QUANTUM_BLOCK || step->lane || step->hasGradient == constants) continue;
      const quantum_factor *factors = program->factors + step->firstFactor;
      quantum_matrix2 m = quantum_factor_matrix(shared, factors);
      for (int32_t f = 1; f < step->factorCount; f++) {
        const quantum_matrix2 next = quantum_factor_matrix(shared, factors + f);
        m = quantum_multiply(&next, &m);
      }
      for (int e = 0; e < 4; e++) {
        shared->blocks[8 * (int64_t)step->block + 2 * e] = m.re[e];
        shared->blocks[8 * (int64_t)step->block + 2 * e + 1] = m.im[e];
      }
    }
    if (program->plainSteps == program->steps) break;
  }
}

static void Q(finish)(
    const quantum_program *program, const quantum_call *call, const quantum_shared *shared,
    const quantum_workspace *workspaces, int32_t workspaceCount) {
  const quantum_workspace *all = workspaces;
  for (int32_t w = 1; w < workspaceCount; w++) {
    for (int32_t a = program->firstShared; a < program->firstLane; a++)
      all->angleSums[a] += workspaces[w].angleSums[a];
    for (int64_t k = 0; k < 8 * (int64_t)program->blockCount; k++)
      all->blockSums[k] += workspaces[w].blockSums[k];
    for (int64_t k = 0; k < program->paramSumCount; k++) all->paramSums[k] += workspaces[w].paramSums[k];
  }
  for (int32_t k = 0; k < program->stepCount && call->order == QUANTUM_GRADIENT; k++) {
    const quantum_step *step = program->steps + k;
    if (step->kind != QUANTUM_BLOCK || step->lane || !step->hasGradient) continue;
    quantum_matrix2 e;
    for (int p = 0; p < 4; p++) {
      e.re[p] = all->blockSums[8 * (int64_t)step->block + p];
      e.im[p] = all->blockSums[8 * (int64_t)step->block + 4 + p];
    }
    for (int32_t f = step->factorCount - 1; f >= 0; f--) {
      const quantum_factor *factor = program->factors + step->firstFactor + f;
      if (factor->angle >= program->firstShared) all->angleSums[factor->angle] += quantum_slope(factor, &e);
      const quantum_matrix2 m = quantum_factor_matrix(shared, factor);
      e = quantum_undo(&e, &m);
    }
  }
  for (int32_t a = program->firstShared; a < program->firstLane; a++) {
    const quantum_angle *angle = program->angles + a;
    for (int32_t t = angle->firstTerm; t < angle->firstTerm + angle->termCount; t++) {
      const quantum_term *term = program->terms + t;
      all->paramSums[program->operands[term->operand].sums + term->element] +=
          term->coefficient * all->angleSums[a];
    }
  }
  for (int32_t k = 0; k < program->operandCount; k++) {
    const quantum_operand *o = program->operands + k;
    S *gradient = call->gradients[k];
    if (o->lane || !gradient) continue;
    for (int64_t e = 0; e < o->count; e++) gradient[e] = (S)all->paramSums[o->sums + e];
  }
}

static void Q(run)(
    const quantum_program *program, const quantum_call *call, const quantum_shared *shared,
    const quantum_workspace *ws, int64_t first, int64_t end) {
  if (call->order != QUANTUM_FORWARD) {
    memset(ws->angleSums, 0, (size_t)program->angleCount * sizeof(double));
    memset(ws->blockSums, 0, 8 * (size_t)program->blockCount * sizeof(double));
    memset(ws->paramSums, 0, (size_t)program->paramSumCount * sizeof(double));
  }
  for (int64_t tile = first; tile < end; tile++) {
    if (call->isWide)
      W(run_tile)(program, call, shared, ws, tile);
    else
      Q(run_tile)(program, call, shared, ws, tile);
  }
}
