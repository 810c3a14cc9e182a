// The parts of a tile's work one by one, states going to and coming from matrices. Included after layered_run.h.

static void L(dense_clear)(const layered_program *program, const layered_workspace *ws) {
  const size_t states = (size_t)1 << program->bits;
  memset(ws->overlaps, 0, (size_t)program->rotationCount * sizeof(V));
  memset(ws->blockSums, 0, 8 * (size_t)program->segmentCount * sizeof(V));
  memset(ws->termSums, 0, (size_t)program->termCount * sizeof(V));
  memset(ws->tableSums, 0, states * (size_t)program->tableCount * sizeof(S));
  memset(ws->laneSums, 0, (size_t)(program->angleCount - program->firstLane) * sizeof(V));
  memset(ws->paramSums, 0, (size_t)program->paramSumCount * sizeof(double));
}

// Planes that are stored follow one another; `at` is the first column.
static void L(dense_store)(
    const layered_program *program, V *const *state, int32_t planes, S *at, int64_t stride) {
  const int64_t states = (int64_t)1 << program->bits;
  for (int32_t p = 0; p < planes; p++) {
    for (int64_t j = 0; j < states; j++, at += stride) memcpy(at, state[p] + j, sizeof(V));
  }
}

static void L(dense_load)(
    const layered_program *program, V *const *state, int32_t planes, const S *at, int64_t stride) {
  const int64_t states = (int64_t)1 << program->bits;
  for (int32_t p = 0; p < planes; p++) {
    for (int64_t j = 0; j < states; j++, at += stride) memcpy(state[p] + j, at, sizeof(V));
  }
  for (int32_t p = planes; p < program->planes; p++)
    for (int64_t j = 0; j < states; j++) state[p][j] = (V){0};
}

// Number of the last point, where the layers leave psi.
static int64_t L(dense_last_point)(const layered_program *program) {
  int64_t point = 0;
  for (int32_t l = 0; l < program->layerCount; l++) point += 1 + program->layers[l].groupCount;
  return point;
}

static void L(dense_columns_forward)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws, int64_t first,
    void *matrix, int64_t stride) {
  V *state[2];
  L(set_point)(program, ws, 0, state);
  L(dense_load)(program, state, 0, 0, 0);
  for (int l = 0; l < LANES; l++) state[0][first + l][l] = 1;
  L(set_point)(program, ws, L(layers_forward)(program, shared, ws, 1), state);
  L(dense_store)(program, state, program->planes, (S *)matrix + first, stride);
}

static void L(dense_columns_backward)(
    const layered_program *program, const layered_shared *shared, const layered_workspace *ws, int64_t first,
    const void *matrix, int64_t stride) {
  const int64_t point = L(dense_last_point)(program);
  V *state[2];
  L(set_point)(program, ws, point, state);
  L(dense_load)(program, state, program->planes, (const S *)matrix + first, stride);
  L(layers_backward)(program, shared, ws, point);
}

// The samples of a tile, the first again in place of those that are not there; returns how many are.
ALWAYS int L(dense_samples)(const quantum_call *call, int64_t tile, int64_t *samples) {
  const int64_t rest = call->batch - tile * LANES;
  const int valid = rest < LANES ? (int)rest : LANES;
  for (int l = 0; l < LANES; l++) samples[l] = tile * LANES + (l < valid ? l : 0);
  return valid;
}

static void L(dense_start)(
    const layered_program *program, const quantum_call *call, const layered_shared *shared,
    const layered_workspace *ws, int64_t tile, void *states, int64_t stride, int32_t planes) {
  int64_t samples[LANES];
  L(dense_samples)(call, tile, samples);
  L(load_angles)(program, call, shared, ws, samples);
  if (program->planes == 1)
    L(start_forward)(program, call, shared, ws, samples, 1);
  else
    L(start_forward)(program, call, shared, ws, samples, 2);
  V *state[2];
  L(set_point)(program, ws, 0, state);
  L(dense_store)(program, state, planes, states, stride);
}

static void L(dense_read)(
    const layered_program *program, const quantum_call *call, const layered_shared *shared,
    const layered_workspace *ws, int64_t tile, void *states, int64_t stride) {
  const int isBackward = call->order != QUANTUM_FORWARD, planes = program->planes;
  int64_t samples[LANES];
  const int valid = L(dense_samples)(call, tile, samples);
  if (isBackward) L(load_cotangents)(program, call, ws, samples, valid);
  V *state[2];
  L(set_point)(program, ws, 0, state);
  L(dense_load)(program, state, planes, states, stride);
  if (program->needsTable) {
    L(read_any)(program, shared, ws, state[0], state[1], isBackward);
  } else if (planes == 1) {
    L(read_bits)(program, shared, ws, state[0], state[1], 1, isBackward);
  } else {
    L(read_bits)(program, shared, ws, state[0], state[1], 2, isBackward);
  }
  if (call->output) L(store_outputs)(program, call, ws, samples, valid);
  if (isBackward) L(dense_store)(program, state, planes, states, stride);
}

static void L(dense_finish)(
    const layered_program *program, const quantum_call *call, const layered_shared *shared,
    const layered_workspace *ws, int64_t tile, const void *states, int64_t stride, int32_t planes) {
  int64_t samples[LANES];
  const int valid = L(dense_samples)(call, tile, samples);
  for (int32_t k = 0; k < program->operandCount; k++) {
    const quantum_operand *operand = program->operands + k;
    if (operand->lane && call->gradients[k])
      memset(
          (S *)call->gradients[k] + samples[0] * operand->count, 0,
          (size_t)valid * (size_t)operand->count * sizeof(S));
  }
  V *state[2];
  L(set_point)(program, ws, 0, state);
  L(dense_load)(program, state, planes, states, stride);
  if (program->planes == 1)
    L(start_backward)(program, call, shared, ws, state[0], state[1], samples, valid, 1);
  else
    L(start_backward)(program, call, shared, ws, state[0], state[1], samples, valid, 2);
  // Overlaps of shared rotations alone may be there, which it leaves.
  L(store_gradients)(program, call, shared, ws, samples, valid);
}

#define DENSE_PASTE_(a) dense_##a
#define DENSE_PASTE(a) DENSE_PASTE_(a)
const dense_kernels DENSE_PASTE(SUFFIX) = {
    LANES, L(dense_clear), L(dense_columns_forward), L(dense_columns_backward), L(dense_start), L(dense_read),
    L(dense_finish)};
#undef DENSE_PASTE
#undef DENSE_PASTE_
