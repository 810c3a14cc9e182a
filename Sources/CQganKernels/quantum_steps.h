// Steps on a state: chooses the kernel, and, for a tile of one sample (ONE_SAMPLE), registers of neighbouring
// amplitudes where a step treats whole registers alike. Included with what quantum_state.h has, and, for
// ONE_SAMPLE, W(name): the names of the wide instance, WIDE_LANES and WIDE_BITS.

#if ONE_SAMPLE
#define WIDE_V W(lanes)
static inline WIDE_V Q(spread)(S value) { return (WIDE_V){0} + value; }

static inline W(matrix2) Q(spread2)(const Q(matrix2) *m) {
  W(matrix2) wide;
  for (int k = 0; k < 4; k++) {
    wide.re[k] = Q(spread)(m->re[k]);
    wide.im[k] = Q(spread)(m->im[k]);
  }
  return wide;
}

static inline double Q(across)(W(doubles) values) {
  double sum = 0;
  for (int l = 0; l < WIDE_LANES; l++) sum += values[l];
  return sum;
}
#endif

static void Q(step_turn)(const quantum_step *step, int qubits, void *re, void *im, V c, V s) {
  s *= (S)step->sign;
#if ONE_SAMPLE
  if (step->runBits >= WIDE_BITS) {
    const quantum_geometry g = quantum_geometry_of(step, qubits, WIDE_BITS);
    W(turn)(&g, step->kind, re, im, Q(spread)(c), Q(spread)(s));
    return;
  }
#endif
  const quantum_geometry g = quantum_geometry_of(step, qubits, 0);
  Q(turn)(&g, step->kind, re, im, c, s);
}

// planes: psi re, psi im, lambda re, lambda im.
static D Q(step_unturn)(const quantum_step *step, int qubits, void *const *planes, V c, V s) {
  s *= (S)step->sign;
#if ONE_SAMPLE
  if (step->runBits >= WIDE_BITS) {
    const quantum_geometry g = quantum_geometry_of(step, qubits, WIDE_BITS);
    return Q(across)(W(unturn)(
        &g, step->kind, step->sign, planes[0], planes[1], planes[2], planes[3], Q(spread)(c), Q(spread)(s)));
  }
#endif
  const quantum_geometry g = quantum_geometry_of(step, qubits, 0);
  return Q(unturn)(&g, step->kind, step->sign, planes[0], planes[1], planes[2], planes[3], c, s);
}

static void Q(step_nudge)(
    const quantum_step *step, int qubits, void *dr, void *di, const void *pr, const void *pi, V h) {
  h *= (S)step->sign;
#if ONE_SAMPLE
  if (step->runBits >= WIDE_BITS) {
    const quantum_geometry g = quantum_geometry_of(step, qubits, WIDE_BITS);
    W(nudge)(&g, step->kind, dr, di, pr, pi, Q(spread)(h));
    return;
  }
#endif
  const quantum_geometry g = quantum_geometry_of(step, qubits, 0);
  Q(nudge)(&g, step->kind, dr, di, pr, pi, h);
}

static void Q(step_exchange)(const quantum_step *step, int qubits, void *re, void *im) {
#if ONE_SAMPLE
  if (step->runBits >= WIDE_BITS) {
    const quantum_geometry g = quantum_geometry_of(step, qubits, WIDE_BITS);
    W(exchange)(&g, re, im);
    return;
  }
#endif
  const quantum_geometry g = quantum_geometry_of(step, qubits, 0);
  Q(exchange)(&g, re, im);
}

static void Q(step_permute)(
    const quantum_program *program, const quantum_step *step, void *re, void *im, int isInverse) {
  const uint32_t *cycles = program->cycles + step->offsets;
#if ONE_SAMPLE
  if (step->runBits >= WIDE_BITS) {
    W(permute)(re, im, cycles, step->size, step->runBits - WIDE_BITS, isInverse);
    return;
  }
#endif
  Q(permute)(re, im, cycles, step->size, step->runBits, isInverse);
}

static void Q(step_block)(const quantum_step *step, int qubits, void *re, void *im, const Q(matrix2) *m) {
#if ONE_SAMPLE
  if (step->runBits >= WIDE_BITS) {
    const quantum_geometry g = quantum_geometry_of(step, qubits, WIDE_BITS);
    const W(matrix2) wide = Q(spread2)(m);
    W(apply2)(&g, re, im, &wide);
    return;
  }
#endif
  const quantum_geometry g = quantum_geometry_of(step, qubits, 0);
  Q(apply2)(&g, re, im, m);
}

static void Q(step_unblock)(
    const quantum_step *step, int qubits, void *const *planes, const Q(matrix2) *m, D products[8]) {
#if ONE_SAMPLE
  if (step->runBits >= WIDE_BITS) {
    const quantum_geometry g = quantum_geometry_of(step, qubits, WIDE_BITS);
    const W(matrix2) wide = Q(spread2)(m);
    W(doubles) products_[8];
    W(unapply2)(&g, planes[0], planes[1], planes[2], planes[3], &wide, products_);
    for (int k = 0; k < 8; k++) products[k] = Q(across)(products_[k]);
    return;
  }
#endif
  const quantum_geometry g = quantum_geometry_of(step, qubits, 0);
  Q(unapply2)(&g, planes[0], planes[1], planes[2], planes[3], m, products);
}

static void Q(step_matrix)(
    const quantum_program *program, const quantum_step *step, void *re, void *im, int isInverse, void *scratch) {
  const double *entries = program->matrices + step->matrix + (isInverse ? 2 * (int64_t)step->size * step->size : 0);
  const uint64_t *offsets = program->offsets + step->offsets;
#if ONE_SAMPLE
  if (step->runBits >= WIDE_BITS) {
    const quantum_geometry g = quantum_geometry_of(step, program->qubits, WIDE_BITS);
    W(apply_matrix)(&g, re, im, step->size, entries, offsets, WIDE_BITS, scratch);
    return;
  }
#endif
  const quantum_geometry g = quantum_geometry_of(step, program->qubits, 0);
  Q(apply_matrix)(&g, re, im, step->size, entries, offsets, 0, scratch);
}

static D Q(pauli_overlap)(const quantum_measurement *m, int qubits, void *const *psi, void *const *chi) {
#if ONE_SAMPLE
  if (m->runBits >= WIDE_BITS) {
    const quantum_geometry g = quantum_geometry_of(m, qubits, WIDE_BITS);
    return Q(across)(W(overlap)(&g, m->isOdd, (S)m->sign, psi[0], psi[1], chi[0], chi[1]));
  }
#endif
  const quantum_geometry g = quantum_geometry_of(m, qubits, 0);
  return Q(overlap)(&g, m->isOdd, (S)m->sign, psi[0], psi[1], chi[0], chi[1]);
}

static void Q(pauli_kick)(
    const quantum_measurement *m, int qubits, void *const *lambda, void *const *psi, V weight) {
  weight *= (S)m->sign;
#if ONE_SAMPLE
  if (m->runBits >= WIDE_BITS) {
    const quantum_geometry g = quantum_geometry_of(m, qubits, WIDE_BITS);
    W(kick)(&g, m->isOdd, lambda[0], lambda[1], psi[0], psi[1], Q(spread)(weight));
    return;
  }
#endif
  const quantum_geometry g = quantum_geometry_of(m, qubits, 0);
  Q(kick)(&g, m->isOdd, lambda[0], lambda[1], psi[0], psi[1], weight);
}

static D Q(parity_sum)(const quantum_measurement *m, int qubits, void *table) {
#if ONE_SAMPLE
  if (m->runBits >= WIDE_BITS) {
    const quantum_geometry g = quantum_geometry_of(m, qubits, WIDE_BITS);
    return Q(across)(W(signed_sum)(&g, table));
  }
#endif
  const quantum_geometry g = quantum_geometry_of(m, qubits, 0);
  return Q(signed_sum)(&g, table);
}

static D Q(bit_fold)(int bit, void *table) {
#if ONE_SAMPLE
  if (bit >= WIDE_BITS) return Q(across)(W(fold)(table, (uint64_t)1 << (bit - WIDE_BITS)));
#endif
  return Q(fold)(table, (uint64_t)1 << bit);
}

#if ONE_SAMPLE
#undef WIDE_V
#endif
