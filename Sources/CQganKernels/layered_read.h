// Read-outs of a tile and the lambda that they pull back. Included as layered_passes.h.

static inline int L(is_odd)(uint64_t bits) { return __builtin_parityll(bits); }

// The sign that the Pauli frame gives a read-out.
ALWAYS S L(frame_sign)(const layered_shared *shared, int32_t readout) {
  return ((const S *)shared->readoutSigns)[readout];
}

// Expectations of single Zs, all bits in one sweep: sums of probabilities by the index's low and high half. With
// cotangents, psi becomes lambda: it is multiplied by the sum of the signed cotangents of its bits.
ALWAYS void L(read_bits)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws, V *re, V *im,
    int planes, int isBackward) {
  const int bits = program->bits, low = bits / 2, high = bits - low;
  const uint32_t *source = program->sources + program->readSource;
  V *lows = ws->scratch, *highs = lows + ((int64_t)1 << low);
  V *lowWeights = highs + ((int64_t)1 << high), *highWeights = lowWeights + ((int64_t)1 << low);
  V *outputs = ws->outputs;
  const V *cotangents = ws->cotangents;
  V weights[32];
  if (isBackward) {
    for (int b = 0; b < bits; b++) weights[b] = (V){0};
    for (int32_t r = 0; r < program->readoutCount; r++) {
      const layered_readout *m = program->readouts + r;
      weights[m->bit] += L(frame_sign)(shared, r) * cotangents[m->output];
    }
    lowWeights[0] = highWeights[0] = (V){0};
    for (int half = 0; half < 2; half++) {
      V *w = half ? highWeights : lowWeights;
      for (int b = 0; b < (half ? high : low); b++) {
        const V g = weights[half ? low + b : b];
        for (int64_t j = 0; j < (int64_t)1 << b; j++) {
          const V x = w[j];
          w[j] = x + g;
          w[j + ((int64_t)1 << b)] = x - g;
        }
      }
    }
  }
  for (int64_t j = 0; j < (int64_t)1 << low; j++) lows[j] = (V){0};
  for (int64_t h = 0; h < (int64_t)1 << high; h++) {
    V sum = {0};
    const V weight = isBackward ? highWeights[h] : (V){0};
    for (int64_t j = 0; j < (int64_t)1 << low; j++) {
      const uint32_t at = source[h << low | j];
      V *x = (V *)((char *)re + at), *y = planes == 2 ? (V *)((char *)im + at) : x;
      V p = *x * *x;
      if (planes == 2) p += *y * *y;
      sum += p;
      lows[j] += p;
      if (isBackward) {
        const V w = weight + lowWeights[j];
        *x *= w;
        if (planes == 2) *y *= w;
      }
    }
    highs[h] = sum;
  }
  V expectations[32];
  for (int half = 0; half < 2; half++) {
    V *p = half ? highs : lows;
    for (int b = (half ? high : low) - 1; b >= 0; b--) {
      V difference = {0};
      const int64_t stride = (int64_t)1 << b;
      for (int64_t j = 0; j < stride; j++) {
        difference += p[j] - p[j + stride];
        p[j] += p[j + stride];
      }
      expectations[half ? low + b : b] = difference;
    }
  }
  for (int32_t r = 0; r < program->readoutCount; r++) {
    const layered_readout *m = program->readouts + r;
    outputs[m->output] = L(frame_sign)(shared, r) * expectations[m->bit];
  }
}

// A Pauli product that flips bits: its expectation, and its part of lambda.
static void L(read_pauli)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws,
    int32_t r, const V *re, const V *im, V *lr, V *li, int isBackward) {
  const layered_readout *m = program->readouts + r;
  const int64_t padding = program->padding, states = (int64_t)1 << program->bits;
  const uint64_t pivot = (uint64_t)1 << (63 - __builtin_clzll(m->stateX));
  const S sign = (S)m->sign * L(frame_sign)(shared, r);
  const V weight = isBackward ? sign * ((const V *)ws->cotangents)[m->output] : (V){0};
  V total = {0};
  for (uint64_t i = 0; i < (uint64_t)states; i++) {
    if (i & pivot) continue;
    const int64_t a = PLACE((int64_t)i), b = PLACE((int64_t)(i ^ m->stateX));
    const V t = L(splat)(L(is_odd)(i & m->stateZ) ? -1 : 1);
    const V w = t * weight;
    if (program->planes == 1) {
      total += t * (re[a] * re[b]);
      if (isBackward) {
        lr[a] += w * re[b];
        lr[b] += w * re[a];
      }
    } else if (m->isOdd) {
      total += t * (im[b] * re[a] - re[b] * im[a]);
      if (isBackward) {
        lr[a] += w * im[b];
        li[a] -= w * re[b];
        lr[b] -= w * im[a];
        li[b] += w * re[a];
      }
    } else {
      total += t * (re[b] * re[a] + im[b] * im[a]);
      if (isBackward) {
        lr[a] += w * re[b];
        li[a] += w * im[b];
        lr[b] += w * re[a];
        li[b] += w * im[a];
      }
    }
  }
  ((V *)ws->outputs)[m->output] = (S)2 * sign * total;
}

static inline int64_t L(outcome)(const layered_program *program, const layered_readout *m, uint64_t index) {
  const int32_t *bits = program->bitList + m->firstBit;
  int64_t outcome = 0;
  for (int32_t k = 0; k < m->bitCount; k++) outcome = outcome << 1 | (int64_t)(index >> bits[k] & 1);
  return outcome;
}

// Any read-outs, by a table of probabilities and one of weights over the index after the last permutation.
static void L(read_any)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws, V *re, V *im,
    int isBackward) {
  const int64_t states = (int64_t)1 << program->bits;
  const int64_t plane = program->plane;
  const uint32_t *source = program->sources + program->readSource;
  const int planes = program->planes;
  V *table = ws->scratch, *weights = table + states, *outputs = ws->outputs;
  const V *cotangents = ws->cotangents;
  for (int64_t k = 0; k < states; k++) {
    const V x = *(const V *)((const char *)re + source[k]);
    table[k] = x * x;
    weights[k] = (V){0};
    if (planes == 2) {
      const V y = *(const V *)((const char *)im + source[k]);
      table[k] += y * y;
    }
  }
  for (int32_t r = 0; r < program->readoutCount; r++) {
    const layered_readout *m = program->readouts + r;
    if (m->kind == LAYERED_PAULI) continue;
    if (m->kind == LAYERED_PROBABILITIES) {
      V *out = outputs + m->output;
      for (int64_t o = 0; o < (int64_t)1 << m->bitCount; o++) out[o] = (V){0};
      for (int64_t k = 0; k < states; k++) {
        const int64_t o = L(outcome)(program, m, (uint64_t)k ^ shared->frameX);
        out[o] += table[k];
        if (isBackward) weights[k] += cotangents[m->output + o];
      }
      continue;
    }
    const S sign = L(frame_sign)(shared, r);
    const V g = isBackward ? sign * cotangents[m->output] : (V){0};
    V total = {0};
    for (int64_t k = 0; k < states; k++) {
      const int isMinus = L(is_odd)((uint64_t)k & m->z);
      total += isMinus ? -table[k] : table[k];
      if (isBackward) weights[k] += isMinus ? -g : g;
    }
    outputs[m->output] = sign * total;
  }
  V *psi[2] = {re, im};
  if (program->needsCopy) {
    psi[0] = ws->copy;
    psi[1] = psi[0] + plane;
    for (int p = 0; p < planes; p++) memcpy(psi[p], p ? im : re, (size_t)plane * sizeof(V));
  }
  if (isBackward) {
    for (int64_t k = 0; k < states; k++) {
      *(V *)((char *)re + source[k]) *= weights[k];
      if (planes == 2) *(V *)((char *)im + source[k]) *= weights[k];
    }
  }
  for (int32_t r = 0; r < program->readoutCount; r++) {
    if (program->readouts[r].kind == LAYERED_PAULI) L(read_pauli)(program, shared, ws, r, psi[0], psi[1], re, im, isBackward);
  }
}
