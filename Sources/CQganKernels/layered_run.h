// A tile from its angles to its gradients. Included as layered_passes.h.

// One number of each sample's row; rows follow one another save in the last tile of a batch.
ALWAYS V L(load_column)(const S *values, int64_t count, const int64_t *samples) {
  V v;
  if (samples[LANES - 1] == samples[0] + LANES - 1) {
    const S *row = values + samples[0] * count;
    UNROLL for (int l = 0; l < LANES; l++, row += count) v[l] = *row;
  } else {
    for (int l = 0; l < LANES; l++) v[l] = values[samples[l] * count];
  }
  return v;
}

// Sines and cosines of the angles that differ between samples, and of the rotations by them.
static __attribute__((noinline)) void L(load_angles)(
    const layered_program *program, const quantum_call *call, const layered_shared *shared,
    const layered_workspace *ws, const int64_t *samples) {
  V *trigonometry = ws->trigonometry, *arguments = ws->arguments, *gradients = ws->angles;
  const layered_angle *angles = program->angles + program->firstLane;
  const int32_t count = program->angleCount - program->firstLane;
  const S *offsets = shared->offsets;
  for (int32_t a = 0; a < count; a++) {
    V h = L(splat)(offsets[a]);
    const quantum_term *term = program->angleTerms + angles[a].firstTerm;
    for (const quantum_term *end = term + angles[a].laneCount; term < end; term++) {
      const S *values = (const S *)call->operands[term->operand] + term->element;
      h += (S)term->coefficient * L(load_column)(values, program->operands[term->operand].count, samples);
    }
    arguments[a] = h;
    gradients[a] = (V){0};
  }
  L(sincos_all)(arguments, trigonometry, count);
  V *rotations = ws->rotations;
  for (int32_t r = 0; r < program->rotationCount; r++) {
    const layered_rotation *rotation = program->rotations + r;
    if (!rotation->isLane) continue;
    V *to = rotations + 2 * (int64_t)r;
    if (rotation->angle < 0) {
      to[0] = L(splat)(1);
      to[1] = (V){0};
    } else {
      const V *from = trigonometry + 2 * (int64_t)(rotation->angle - program->firstLane);
      to[0] = from[0];
      to[1] = (S)shared->signs[r] * from[1];
    }
  }
}

// The diagonal of a layer that has phases per sample: the layer's phases as a spectrum over masks, transformed.
static void L(lane_diagonal)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws,
    const layered_layer *layer) {
  const int64_t states = (int64_t)1 << program->bits;
  V *re = (V *)ws->lanes + 2 * states * layer->lanes, *im = re + states;
  const S *spectrum = (const S *)shared->tables + 2 * states * layer->table;
  const V *arguments = ws->arguments;
  for (int64_t j = 0; j < states; j++) im[j] = L(splat)(spectrum[j]);
  for (int32_t t = layer->firstTerm; t < layer->firstTerm + layer->termCount; t++) {
    const layered_term *term = program->terms + t;
    if (term->isLane)
      im[term->mask] += (S)(term->coefficient * shared->termSigns[t]) * arguments[term->angle - program->firstLane];
  }
  L(transform)(im, program->bits);
  const S scale = (S)shared->tableScales[layer->table];
  for (int64_t j = 0; j < states; j++) {
    V s, c;
    L(sincos)(im[j], &s, &c);
    re[j] = scale * c;
    im[j] = scale * s;
  }
}

// Gradients of a layer's phases from its sums per amplitude, kept per sample.
static void L(lane_terms)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws,
    const layered_layer *layer) {
  V *sums = ws->scratch;
  L(transform)(sums, program->bits);
  for (int32_t t = layer->firstTerm; t < layer->firstTerm + layer->termCount; t++) {
    const layered_term *term = program->terms + t;
    if (term->isLane)
      ((V *)ws->angles)[term->angle - program->firstLane] +=
          (S)(2 * term->coefficient * shared->termSigns[t]) * sums[term->mask];
    else
      ((V *)ws->termSums)[t] += sums[term->mask];
  }
}

// What the first pass of a layer needs, save for its three states.
ALWAYS L(first_pass) L(make_first)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws, int32_t l) {
  const int64_t states = (int64_t)1 << program->bits;
  const layered_layer *layer = program->layers + l;
  const layered_group *group = program->groups + layer->firstGroup;
  L(first_pass) p;
  p.source = program->sources + layer->source;
  p.tables[0] = p.tables[1] = 0;
  p.lanes[0] = p.lanes[1] = 0;
  p.tableSums = 0;
  p.laneSums = ws->scratch;
  if (layer->diagonal == LAYERED_LANES) {
    p.lanes[0] = (const V *)ws->lanes + 2 * states * layer->lanes;
    p.lanes[1] = p.lanes[0] + states;
  } else if (layer->table >= 0) {
    p.tables[0] = (const S *)shared->tables + 2 * states * layer->table;
    p.tables[1] = p.tables[0] + states;
    p.tableSums = (S *)ws->tableSums + states * layer->table;
  }
  p.tangents = (const S *)shared->tangents + group->first;
  p.rotors = (const V *)ws->rotations + 2 * (int64_t)group->first;
  p.overlaps = (V *)ws->overlaps + group->first;
  p.states = states;
  p.padding = program->padding;
  return p;
}

// Runs the layers; returns the point of the state after them. Without `isKept` three points are used in turn.
static int64_t L(layers_forward)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws, int isKept) {
  int64_t point = 0;
  for (int32_t l = 0; l < program->layerCount; l++) {
    const layered_layer *layer = program->layers + l;
    const layered_group *group = program->groups + layer->firstGroup;
    if (layer->diagonal == LAYERED_LANES) L(lane_diagonal)(program, shared, ws, layer);
    L(first_pass) p = L(make_first)(program, shared, ws, l);
    const int64_t kept = isKept ? point + 1 : 1, after = isKept ? point + 2 : 2 - point;
    L(set_point)(program, ws, point, p.before);
    L(set_point)(program, ws, kept, p.kept);
    L(set_point)(program, ws, after, p.after);
    L(first_forwards)[program->planes - 1][layer->diagonal][group->isLane][group->count](&p);
    point = after;
    for (int32_t g = 1; g < layer->groupCount; g++) {
      const layered_group *next = group + g;
      V *from[2], *to[2];
      L(set_point)(program, ws, point, from);
      if (isKept) point++;
      L(set_point)(program, ws, point, to);
      const L(forward_function) pass = L(pass_forwards)[next->bit == RADIX][next->isLane][next->count];
      for (int k = 0; k < program->planes; k++)
        pass(
            from[k], to[k], program->bits, next->bit, program->padding, (const S *)shared->tangents + next->first,
            (const V *)ws->rotations + 2 * (int64_t)next->first);
    }
  }
  return point;
}

// Takes lambda, at the last point, back to the start, adding up all that the gradients of the layers need.
static void L(layers_backward)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws, int64_t point) {
  V *lambda[2];
  L(set_point)(program, ws, point, lambda);
  for (int32_t l = program->layerCount - 1; l >= 0; l--) {
    const layered_layer *layer = program->layers + l;
    const layered_group *group = program->groups + layer->firstGroup;
    for (int32_t g = layer->groupCount - 1; g > 0; g--) {
      const layered_group *next = group + g;
      V *psi[2];
      L(set_point)(program, ws, --point, psi);
      const L(backward_function) pass = L(pass_backwards)[next->bit == RADIX][next->isLane][next->count];
      for (int k = 0; k < program->planes; k++)
        pass(
            lambda[k], psi[k], program->bits, next->bit, program->padding,
            (const S *)shared->tangents + next->first, (const V *)ws->rotations + 2 * (int64_t)next->first,
            (V *)ws->overlaps + next->first);
    }
    L(first_pass) p = L(make_first)(program, shared, ws, l);
    p.after[0] = lambda[0];
    p.after[1] = lambda[1];
    L(set_point)(program, ws, point - 1, p.kept);
    point -= 2;
    // What psi was before the layer is not needed any more.
    L(set_point)(program, ws, point, p.before);
    L(first_backwards)[program->planes - 1][layer->diagonal][group->isLane][group->count](&p);
    if (layer->diagonal == LAYERED_LANES) L(lane_terms)(program, shared, ws, layer);
    lambda[0] = p.before[0];
    lambda[1] = p.before[1];
  }
}

// Gradients of the arguments that differ between samples: to the inputs' rows, and summed for the params.
static __attribute__((noinline)) void L(store_gradients)(
    const layered_program *program, const quantum_call *call, const layered_shared *shared,
    const layered_workspace *ws, const int64_t *samples, int valid) {
  V *gradients = ws->angles, *overlaps = ws->overlaps;
  for (int32_t r = 0; r < program->rotationCount; r++) {
    const layered_rotation *rotation = program->rotations + r;
    if (!rotation->isLane || rotation->angle < 0) continue;
    gradients[rotation->angle - program->firstLane] += (S)(2 * shared->signs[r]) * overlaps[r];
    overlaps[r] = (V){0};
  }
  V *laneSums = ws->laneSums;
  for (int32_t a = program->firstLane; a < program->angleCount; a++) {
    const layered_angle *angle = program->angles + a;
    const V g = gradients[a - program->firstLane];
    laneSums[a - program->firstLane] += g;
    for (int32_t t = angle->firstTerm; t < angle->firstTerm + angle->laneCount; t++) {
      const quantum_term *term = program->angleTerms + t;
      const quantum_operand *operand = program->operands + term->operand;
      S *to = call->gradients[term->operand];
      if (!to) continue;
      const V part = (S)term->coefficient * g;
      to += term->element;
      to += samples[0] * operand->count;
      if (valid == LANES) {
        UNROLL for (int l = 0; l < LANES; l++, to += operand->count) *to += part[l];
      } else {
        for (int l = 0; l < valid; l++, to += operand->count) *to += part[l];
      }
    }
  }
}

ALWAYS void L(load_cotangents)(
    const layered_program *program, const quantum_call *call, const layered_workspace *ws, const int64_t *samples,
    int valid) {
  const S *cotangent = call->cotangent;
  V *to = ws->cotangents;
  for (int64_t o = 0; o < program->outputCount; o++) {
    if (valid == LANES) {
      to[o] = L(load_column)(cotangent + o, program->outputCount, samples);
    } else {
      V v = {0};
      for (int l = 0; l < valid; l++) v[l] = cotangent[samples[l] * program->outputCount + o];
      to[o] = v;
    }
  }
}

ALWAYS void L(store_outputs)(
    const layered_program *program, const quantum_call *call, const layered_workspace *ws, const int64_t *samples,
    int valid) {
  const V *from = ws->outputs;
  const int64_t count = program->outputCount;
  S *output = (S *)call->output + samples[0] * count;
  for (int64_t o = 0; o < count; o++) {
    const V v = from[o];
    if (valid == LANES) {
      UNROLL for (int l = 0; l < LANES; l++) output[l * count + o] = v[l];
    } else {
      for (int l = 0; l < valid; l++) output[l * count + o] = v[l];
    }
  }
}

// Any circuit, once its angles are loaded.
static void L(large_tile)(
    const layered_program *program, const quantum_call *call, const layered_shared *shared,
    const layered_workspace *ws, const int64_t *samples, int valid, int isBackward) {
  const int planes = program->planes;
  if (planes == 1)
    L(start_forward)(program, call, shared, ws, samples, 1);
  else
    L(start_forward)(program, call, shared, ws, samples, 2);
  const int64_t point = L(layers_forward)(program, shared, ws, isBackward);
  V *state[2];
  L(set_point)(program, ws, point, state);
  if (program->needsTable) {
    L(read_any)(program, shared, ws, state[0], state[1], isBackward);
  } else if (planes == 1) {
    L(read_bits)(program, shared, ws, state[0], state[1], 1, isBackward);
  } else {
    L(read_bits)(program, shared, ws, state[0], state[1], 2, isBackward);
  }
  if (!isBackward) return;
  L(layers_backward)(program, shared, ws, point);
  L(set_point)(program, ws, 0, state);
  if (planes == 1)
    L(start_backward)(program, call, shared, ws, state[0], state[1], samples, valid, 1);
  else
    L(start_backward)(program, call, shared, ws, state[0], state[1], samples, valid, 2);
}

static void L(run_tile)(
    const layered_program *program, const quantum_call *call, const layered_shared *shared,
    const layered_workspace *ws, int64_t tile) {
  const int isBackward = call->order != QUANTUM_FORWARD;
  const int64_t rest = call->batch - tile * LANES;
  const int valid = rest < LANES ? (int)rest : LANES;
  int64_t samples[LANES];
  for (int l = 0; l < LANES; l++) samples[l] = tile * LANES + (l < valid ? l : 0);
  L(load_angles)(program, call, shared, ws, samples);
  if (isBackward) {
    L(load_cotangents)(program, call, ws, samples, valid);
    for (int32_t k = 0; k < program->operandCount; k++) {
      const quantum_operand *operand = program->operands + k;
      if (operand->lane && call->gradients[k])
        memset(
            (S *)call->gradients[k] + samples[0] * operand->count, 0,
            (size_t)valid * (size_t)operand->count * sizeof(S));
    }
  }
  if (program->isSmall)
    L(small_tiles)[program->bits - 3][program->planes - 1](program, shared, ws, isBackward);
  else
    L(large_tile)(program, call, shared, ws, samples, valid, isBackward);
  if (call->output) L(store_outputs)(program, call, ws, samples, valid);
  if (isBackward) L(store_gradients)(program, call, shared, ws, samples, valid);
}

static void L(run)(
    const layered_program *program, const quantum_call *call, const layered_shared *shared,
    const layered_workspace *ws, int64_t first, int64_t end) {
  if (call->order != QUANTUM_FORWARD) {
    const size_t states = (size_t)1 << program->bits;
    memset(ws->overlaps, 0, (size_t)program->rotationCount * sizeof(V));
    memset(ws->blockSums, 0, 8 * (size_t)program->segmentCount * sizeof(V));
    memset(ws->termSums, 0, (size_t)program->termCount * sizeof(V));
    memset(ws->tableSums, 0, states * (size_t)program->tableCount * sizeof(S));
    memset(ws->laneSums, 0, (size_t)(program->angleCount - program->firstLane) * sizeof(V));
    memset(ws->paramSums, 0, (size_t)program->paramSumCount * sizeof(double));
  }
  for (int64_t tile = first; tile < end; tile++) L(run_tile)(program, call, shared, ws, tile);
}
