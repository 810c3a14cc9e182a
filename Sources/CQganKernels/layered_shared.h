// Once a version of the weights: tables that the batch shares; once a call: gradients of the params.
// Included as layered_passes.h.

// A mask after a linear map given by its columns.
static inline uint64_t L(mapped)(const uint64_t *columns, uint64_t mask) {
  uint64_t result = 0;
  for (; mask; mask &= mask - 1) result ^= columns[__builtin_ctzll(mask)];
  return result;
}

// Walsh-Hadamard transform, as of registers.
static void L(transform_numbers)(double *v, int bits) {
  typedef double four __attribute__((vector_size(32), aligned(8)));
  for (int bit = 0; bit < bits; bit++) {
    const int64_t half = (int64_t)1 << bit;
    for (int64_t h = 0; h < (int64_t)1 << bits; h += 2 * half) {
      int64_t j = h;
      for (; j + 4 <= h + half; j += 4) {
        const four x = *(four *)(v + j), y = *(four *)(v + j + half);
        *(four *)(v + j) = x + y;
        *(four *)(v + j + half) = x - y;
      }
      for (; j < h + half; j++) {
        const double x = v[j], y = v[j + half];
        v[j] = x + y;
        v[j + half] = x - y;
      }
    }
  }
}

// A layer's shared phases as tables.
static void L(prepare_table)(
    const layered_program *program, layered_shared *shared, const layered_layer *layer, double scale) {
  const int64_t states = (int64_t)1 << program->bits;
  S *re = (S *)shared->tables + 2 * states * layer->table, *im = re + states;
  double *spectrum = shared->scratch;
  memset(spectrum, 0, (size_t)states * sizeof(double));
  for (int32_t t = layer->firstTerm; t < layer->firstTerm + layer->termCount; t++) {
    const layered_term *term = program->terms + t;
    if (!term->isLane)
      spectrum[term->mask] +=
          term->coefficient * shared->termSigns[t] * shared->arguments[term->angle];
  }
  if (layer->diagonal == LAYERED_LANES) {
    for (int64_t j = 0; j < states; j++) re[j] = (S)spectrum[j];
    return;
  }
  L(transform_numbers)(spectrum, program->bits);
  // Whole turns are taken off in double precision.
  for (int64_t j = 0; j < states; j++) {
    const double turns = __builtin_floor(spectrum[j] * 0x1.45f306dc9c883p-3 + 0.5);
    im[j] = (S)(spectrum[j] - 0x1.921fb54442d18p+2 * turns);
  }
  for (int64_t j = 0; j < states; j += LANES) {
    V s, c;
    L(sincos)(*(const V *)(im + j), &s, &c);
    *(V *)(re + j) = (S)scale * c;
    *(V *)(im + j) = (S)scale * s;
  }
}

static void L(prepare)(const layered_program *program, const quantum_call *call, layered_shared *shared) {
  for (int32_t a = 0; a < program->angleCount; a++) {
    const layered_angle *angle = program->angles + a;
    double h = angle->constant;
    for (int32_t t = angle->firstTerm + angle->laneCount; t < angle->firstTerm + angle->termCount; t++) {
      const quantum_term *term = program->angleTerms + t;
      h += term->coefficient * ((const S *)call->operands[term->operand])[term->element];
    }
    if (a < program->firstLane)
      shared->arguments[a] = h;
    else
      ((S *)shared->offsets)[a - program->firstLane] = (S)h;
  }
  // Junk there could send its neighbours another way, with other roundings.
  for (int32_t a = program->firstLane; a & 7; a++) shared->arguments[a] = 0;
  L(sincos_numbers)(shared->arguments, shared->cosines, shared->sines, program->firstLane);
  for (int32_t k = 0; k < program->segmentCount; k++) {
    const layered_segment *segment = program->segments + k;
    if (segment->isLane) continue;
    quantum_matrix2 m = quantum_segment_factor(shared, program->factors + segment->firstFactor);
    for (int32_t f = 1; f < segment->factorCount; f++) {
      const quantum_matrix2 next = quantum_segment_factor(shared, program->factors + segment->firstFactor + f);
      m = quantum_multiply(&next, &m);
    }
    for (int e = 0; e < 4; e++) {
      shared->blocks[8 * (int64_t)segment->block + 2 * e] = m.re[e];
      shared->blocks[8 * (int64_t)segment->block + 2 * e + 1] = m.im[e];
    }
  }
  // The Pauli frame, and the cosines that it leaves.
  uint64_t x = 0, z = 0;
  shared->startScale = 1;
  for (int32_t t = 0; t < program->tableCount; t++) shared->tableScales[t] = 1;
  S *tangents = shared->tangents;
  for (int32_t l = 0; l < program->layerCount; l++) {
    const layered_layer *layer = program->layers + l;
    for (int32_t t = layer->firstTerm; t < layer->firstTerm + layer->termCount; t++)
      shared->termSigns[t] = __builtin_parityll(program->terms[t].mask & x) ? -1 : 1;
    uint64_t turned = 0;
    double scale = 1;
    for (int32_t g = 0; g < layer->groupCount; g++) {
      const layered_group *group = program->groups + layer->firstGroup + g;
      for (int32_t k = 0; k < group->count; k++) {
        const int32_t r = group->first + k;
        const int bit = group->bit + k;
        const layered_rotation *rotation = program->rotations + r;
        const double sign = ((x ^ z) >> bit & 1) ? -1 : 1;
        shared->signs[r] = sign;
        if (group->isLane) continue;
        tangents[r] = 0;
        if (rotation->angle < 0) continue;
        const double c = shared->cosines[rotation->angle];
        const double s = sign * shared->sines[rotation->angle];
        if (fabs(s) > fabs(c)) {
          // cos(h - pi/2) = sin h, sin(h - pi/2) = -cos h.
          tangents[r] = (S)(-c / s);
          scale *= s;
          turned |= (uint64_t)1 << bit;
        } else {
          tangents[r] = (S)(s / c);
          scale *= c;
        }
      }
    }
    if (layer->carrier >= 0)
      shared->tableScales[layer->carrier] *= scale;
    else
      shared->startScale *= scale;
    x ^= turned;
    z ^= turned;
    const uint64_t *columns = program->maps + layer->map;
    x = L(mapped)(columns, x);
    z = L(mapped)(columns + program->bits, z);
  }
  shared->frameX = x;
  for (int32_t r = 0; r < program->readoutCount; r++) {
    const layered_readout *m = program->readouts + r;
    ((S *)shared->readoutSigns)[r] = __builtin_parityll(m->x & z) ^ __builtin_parityll(m->z & x) ? -1 : 1;
  }
  for (int32_t l = 0; l < program->layerCount; l++) {
    const layered_layer *layer = program->layers + l;
    if (layer->table >= 0) L(prepare_table)(program, shared, layer, shared->tableScales[layer->table]);
  }
}

// The gradient of a layer's shared terms.
static void L(finish_terms)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *all,
    const layered_layer *layer) {
  const int64_t states = (int64_t)1 << program->bits;
  double *sums = shared->scratch;
  if (layer->diagonal == LAYERED_COMPLEX) {
    const S *from = (const S *)all->tableSums + states * layer->table;
    for (int64_t j = 0; j < states; j++) sums[j] = (double)from[j];
    L(transform_numbers)(sums, program->bits);
  }
  for (int32_t t = layer->firstTerm; t < layer->firstTerm + layer->termCount; t++) {
    const layered_term *term = program->terms + t;
    if (term->isLane) continue;
    double sum = 0;
    if (layer->diagonal == LAYERED_COMPLEX)
      sum = sums[term->mask];
    else if (layer->diagonal == LAYERED_LANES)
      sum = L(lane_sum)(((const V *)all->termSums)[t]);
    all->angleSums[term->angle] += 2 * term->coefficient * shared->termSigns[t] * sum;
  }
}

static void L(add_numbers)(S *to, const S *from, size_t count) {
  for (size_t k = 0; k < count; k++) to[k] += from[k];
}

static void L(finish)(
    const layered_program *program, const quantum_call *call, const layered_shared *shared,
    const layered_workspace *workspaces, int32_t workspaceCount) {
  const layered_workspace *all = workspaces;
  const size_t states = (size_t)1 << program->bits;
  const int32_t laneAngles = program->angleCount - program->firstLane;
  for (int32_t w = 1; w < workspaceCount; w++) {
    const layered_workspace *one = workspaces + w;
    L(add_numbers)(all->overlaps, one->overlaps, (size_t)program->rotationCount * LANES);
    L(add_numbers)(all->blockSums, one->blockSums, 8 * (size_t)program->segmentCount * LANES);
    L(add_numbers)(all->termSums, one->termSums, (size_t)program->termCount * LANES);
    L(add_numbers)(all->tableSums, one->tableSums, states * (size_t)program->tableCount);
    L(add_numbers)(all->laneSums, one->laneSums, (size_t)laneAngles * LANES);
    for (int64_t k = 0; k < program->paramSumCount; k++) all->paramSums[k] += one->paramSums[k];
  }
  for (int32_t a = 0; a < program->firstLane; a++) all->angleSums[a] = 0;
  for (int32_t a = 0; a < laneAngles; a++)
    all->angleSums[program->firstLane + a] = L(lane_sum)(((const V *)all->laneSums)[a]);
  for (int32_t r = 0; r < program->rotationCount; r++) {
    const layered_rotation *rotation = program->rotations + r;
    if (!rotation->isLane && rotation->angle >= 0)
      all->angleSums[rotation->angle] += 2 * shared->signs[r] * L(lane_sum)(((const V *)all->overlaps)[r]);
  }
  for (int32_t l = 0; l < program->layerCount; l++) L(finish_terms)(program, shared, all, program->layers + l);
  for (int32_t k = 0; k < program->segmentCount; k++) {
    const layered_segment *segment = program->segments + k;
    if (segment->isLane) continue;
    quantum_matrix2 e;
    for (int p = 0; p < 4; p++) {
      const V *sums = (const V *)all->blockSums + 8 * (int64_t)segment->block;
      e.re[p] = L(lane_sum)(sums[p]);
      e.im[p] = L(lane_sum)(sums[4 + p]);
    }
    for (int32_t f = segment->factorCount - 1; f >= 0; f--) {
      const quantum_factor *factor = program->factors + segment->firstFactor + f;
      if (factor->angle >= program->firstShared) all->angleSums[factor->angle] += quantum_slope(factor, &e);
      const quantum_matrix2 m = quantum_segment_factor(shared, factor);
      e = quantum_undo(&e, &m);
    }
  }
  for (int32_t a = program->firstShared; a < program->angleCount; a++) {
    const layered_angle *angle = program->angles + a;
    for (int32_t t = angle->firstTerm + angle->laneCount; t < angle->firstTerm + angle->termCount; t++) {
      const quantum_term *term = program->angleTerms + t;
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
