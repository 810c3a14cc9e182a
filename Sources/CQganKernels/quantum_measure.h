// Read-out of a tile and what it pulls back. Included as quantum_steps.h.

// The index of a joint outcome: the chosen bits of a state's index.
static inline uint64_t Q(outcome)(const int32_t *bits, int32_t count, uint64_t index) {
  uint64_t outcome = 0;
  for (int32_t k = 0; k < count; k++) outcome = outcome << 1 | (index >> bits[k] & 1);
  return outcome;
}

// Writes factor * Re <psi|O|chi> for every output into ws->outputs; `table` is a plane that may be overwritten,
// even psi's real one.
static void Q(measure)(
    const quantum_program *program, const quantum_workspace *ws, void *const *psi, void *const *chi, double factor,
    V *table) {
  const uint64_t states = (uint64_t)1 << program->qubits;
  D *outputs = (D *)ws->outputs;
  int isDiagonal = 0;
  uint64_t singles = 0;
  for (int32_t k = 0; k < program->measurementCount; k++) {
    const quantum_measurement *m = program->measurements + k;
    if (m->kind == QUANTUM_PAULI) {
      outputs[m->output] = factor * Q(pauli_overlap)(m, program->qubits, psi, chi);
    } else {
      isDiagonal = 1;
      if (m->kind == QUANTUM_Z) singles |= (uint64_t)1 << m->bit;
    }
  }
  if (!isDiagonal) return;
  const V *pr = psi[0], *pi = psi[1], *cr = chi[0], *ci = chi[1];
  for (uint64_t i = 0; i < states; i++) table[i] = pr[i] * cr[i] + pi[i] * ci[i];
  for (int32_t k = 0; k < program->measurementCount; k++) {
    const quantum_measurement *m = program->measurements + k;
    if (m->kind == QUANTUM_Z_STRING) {
      outputs[m->output] = factor * Q(parity_sum)(m, program->qubits, table);
    } else if (m->kind == QUANTUM_PROBABILITIES) {
      const int32_t *bits = program->bits + m->firstBit;
      D *out = outputs + m->output;
      for (uint64_t o = 0; o < (uint64_t)1 << m->bitCount; o++) out[o] = (D){0};
      for (uint64_t i = 0; i < states; i++) out[Q(outcome)(bits, m->bitCount, i)] += factor * WIDEN(table[i]);
    }
  }
  D sums[64];
  for (int bit = program->qubits - 1; bit >= 0 && singles; bit--) {
    sums[bit] = factor * Q(bit_fold)(bit, table);
    singles &= ~((uint64_t)1 << bit);
  }
  for (int32_t k = 0; k < program->measurementCount; k++) {
    const quantum_measurement *m = program->measurements + k;
    if (m->kind == QUANTUM_Z) outputs[m->output] = sums[m->bit];
  }
}

// lambda = O psi, O being the observables weighted by the cotangents.
static void Q(observe)(
    const quantum_program *program, const quantum_workspace *ws, void *const *lambda, void *const *psi) {
  const uint64_t states = (uint64_t)1 << program->qubits;
  const V *weights = ws->cotangents;
  const V *pr = psi[0], *pi = psi[1];
  V *restrict table = lambda[0], *restrict li = lambda[1];
  int isDiagonal = 0;
  V perBit[64];
  for (int bit = 0; bit < program->qubits; bit++) perBit[bit] = (V){0};
  for (int32_t k = 0; k < program->measurementCount; k++) {
    const quantum_measurement *m = program->measurements + k;
    isDiagonal |= m->kind != QUANTUM_PAULI;
    if (m->kind == QUANTUM_Z) perBit[m->bit] += weights[m->output];
  }
  if (!isDiagonal) {
    memset(lambda[0], 0, states * sizeof(V));
    memset(lambda[1], 0, states * sizeof(V));
  } else {
    table[0] = (V){0};
    for (int bit = 0; bit < program->qubits; bit++) {
      const uint64_t half = (uint64_t)1 << bit;
      const V w = perBit[bit];
      for (uint64_t i = 0; i < half; i++) {
        const V below = table[i];
        table[half + i] = below - w;
        table[i] = below + w;
      }
    }
    for (int32_t k = 0; k < program->measurementCount; k++) {
      const quantum_measurement *m = program->measurements + k;
      if (m->kind == QUANTUM_Z_STRING) {
        const V w = weights[m->output];
        for (uint64_t i = 0; i < states; i++) table[i] += __builtin_parityll(i & m->z) ? -w : w;
      } else if (m->kind == QUANTUM_PROBABILITIES) {
        const int32_t *bits = program->bits + m->firstBit;
        for (uint64_t i = 0; i < states; i++)
          table[i] += weights[m->output + (int64_t)Q(outcome)(bits, m->bitCount, i)];
      }
    }
    for (uint64_t i = 0; i < states; i++) {
      const V d = table[i];
      li[i] = d * pi[i];
      table[i] = d * pr[i];
    }
  }
  for (int32_t k = 0; k < program->measurementCount; k++) {
    const quantum_measurement *m = program->measurements + k;
    if (m->kind == QUANTUM_PAULI) Q(pauli_kick)(m, program->qubits, lambda, psi, weights[m->output]);
  }
}
