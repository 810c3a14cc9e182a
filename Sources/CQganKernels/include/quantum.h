#pragma once
// Batched state-vector evaluation of circuits: values, adjoint gradients, and directional derivatives of both.
//
// A state is two planes (real and imaginary) of 2^qubits amplitudes; each amplitude is `lanes` consecutive numbers,
// one a sample of the tile. Bit masks are masks of the amplitude's index. Nothing here allocates; all memory comes
// from the caller. Functions are compiled once per instruction set and precision; see quantum_kernels_for.

#include <stdint.h>

// Instruction sets, from narrow to wide.
enum { QUANTUM_PORTABLE = 0, QUANTUM_AVX2 = 1, QUANTUM_AVX512 = 2, QUANTUM_ISA_COUNT = 3 };

// Kinds of steps. The first four have one argument h, and U = exp(-i h P) or, for a phase, exp(i h) where
// (index & fixed) == value.
enum {
  QUANTUM_TURN_REAL = 0,    // P flips bits and has an odd number of Y: the planes do not mix
  QUANTUM_TURN_MIXED = 1,   // P flips bits and has an even number of Y
  QUANTUM_TURN_PARITY = 2,  // P is a product of Z
  QUANTUM_PHASE = 3,
  QUANTUM_EXCHANGE = 4,  // swaps amplitudes index and index ^ x where (index & fixed) == value
  QUANTUM_BLOCK = 5,     // a 2x2 matrix: a product of factors
  QUANTUM_MATRIX = 6,    // a constant matrix of `size` rows
  QUANTUM_PERMUTE = 7,   // `size` cycles of amplitudes
};

// Factors of a block: exp(-i h P), diag(1, exp(i h)), or a constant matrix.
enum { QUANTUM_FACTOR_X = 0, QUANTUM_FACTOR_Y, QUANTUM_FACTOR_Z, QUANTUM_FACTOR_PHASE, QUANTUM_FACTOR_FIXED };

typedef struct {
  int32_t kind;
  int32_t angle;       // argument of a turn or phase
  int32_t lane;        // whether it differs between samples
  int32_t block;       // number of a block
  int32_t firstFactor, factorCount;
  int32_t size;        // rows of a matrix
  int32_t runBits;     // log2 of the number of consecutive amplitudes that are treated alike
  int64_t matrix;      // first entry of a matrix: its entries, then its adjoint's, as pairs (re, im)
  int64_t offsets;     // first of a matrix's index offsets, or of a permutation's cycles
  double sign;         // of a turn: P|index> = sign * (1 or i) * (-1)^parity(index & z) |index ^ x>
  int32_t hasGradient;
  int32_t reserved;
  uint64_t fixed, value, x, z;
} quantum_step;

typedef struct {
  int32_t kind;
  int32_t angle;  // -1 when constant
  double matrix[8];  // re, im of a fixed factor, row-major
} quantum_factor;

// constant + sum of coefficient * operand[element]
typedef struct {
  double constant;
  int32_t firstTerm, termCount;
} quantum_angle;

typedef struct {
  int32_t operand;
  int32_t reserved;
  int64_t element;
  double coefficient;
} quantum_term;

typedef struct {
  int64_t count;
  int64_t sums;  // first of a param's gradient sums
  int32_t lane;  // whether it differs between samples
  int32_t reserved;
} quantum_operand;

typedef struct {
  int32_t operand;
  int32_t firstBit, bitCount;  // in quantum_program.bits, most significant first
} quantum_preparation;

enum { QUANTUM_PAULI = 0, QUANTUM_Z_STRING = 1, QUANTUM_Z = 2, QUANTUM_PROBABILITIES = 3 };

typedef struct {
  int32_t kind;
  int32_t isOdd;  // of a Pauli product with an odd number of Y
  int32_t runBits;
  int32_t bit;                 // of a single Z
  int32_t firstBit, bitCount;  // of probabilities
  int64_t output;
  double sign;
  uint64_t fixed, x, z;
} quantum_measurement;

typedef struct {
  int32_t qubits;
  int32_t angleCount;
  int32_t firstShared;  // angles: constants, then shared, then per sample
  int32_t firstLane;
  int32_t stepCount, plainStepCount;
  int32_t operandCount, preparationCount, measurementCount, preparedBits;
  int32_t blockCount;
  int32_t firstGradientStep, plainFirstGradientStep;  // steps before them need no backward pass
  int64_t outputCount;
  int64_t paramSumCount;
  const quantum_step *steps;
  const quantum_step *plainSteps;  // as steps, but blocks have no angles
  const quantum_factor *factors;
  const quantum_angle *angles;
  const quantum_term *terms;
  const quantum_operand *operands;
  const quantum_preparation *preparations;
  const quantum_measurement *measurements;
  const double *matrices;
  const uint64_t *offsets;
  const int32_t *bits;
  const uint32_t *cycles;  // a length k, then indices i1 ... ik in units of runs: i1 takes from i2, ik from i1
} quantum_program;

// Tables that the batch shares.
typedef struct {
  double *trigonometry;  // cos, sin of each angle
  double *tangents;      // of each angle
  double *blocks;        // 8 a block: re, im row-major
} quantum_shared;

// Memory of one thread; "lanes" counts numbers of the tile's width.
typedef struct {
  void *planes[8];        // psi, lambda, dpsi, dlambda: re and im of each
  void *trigonometry;     // lanes: cos, sin of each per-sample angle
  void *tangents;         // lanes: of each per-sample angle
  void *blocks;           // lanes: 8 a block
  double *laneGradients;  // lanes: of each per-sample angle
  double *outputs;        // lanes: of each output
  void *cotangents;       // lanes: of each output
  void *scratch;          // lanes: 4 a row of the largest matrix
  double *angleSums;      // of each angle
  double *blockSums;      // 8 a block
  double *paramSums;
} quantum_workspace;

enum { QUANTUM_FORWARD = 0, QUANTUM_GRADIENT = 1, QUANTUM_TANGENT = 2 };

typedef struct {
  int64_t batch;
  int32_t order;                 // what is computed
  int32_t isWide;                // whether a tile is a register of samples or one sample
  const void *const *operands;
  const void *const *tangents;
  const void *cotangent;
  void *output;                  // values, or the Jacobian-vector product; may be null
  void *const *gradients;        // entries may be null
} quantum_call;

typedef struct {
  int32_t lanes;
  // Fills the shared tables: constants when `constants`, else what depends on operands.
  void (*prepare)(const quantum_program *, const quantum_call *, const quantum_shared *, int constants);
  // Evaluates tiles [first, end), writing outputs and per-sample gradients, summing the others in the workspace.
  void (*run)(
      const quantum_program *, const quantum_call *, const quantum_shared *, const quantum_workspace *,
      int64_t first, int64_t end);
  // Adds the workspaces' sums in order and writes the gradients of params.
  void (*finish)(
      const quantum_program *, const quantum_call *, const quantum_shared *, const quantum_workspace *,
      int32_t workspaceCount);
} quantum_kernels;

// Swaps entries index and index ^ x where (index & fixed) == value, of 2^bits: composes exchanges into a map.
void quantum_compose(uint32_t *map, int bits, uint64_t fixed, uint64_t value, uint64_t x);

// Writes the cycles of a map of 2^bits entries, destroying it, and their number; returns the count of words, at most
// one and a half times the map's.
int64_t quantum_cycles(uint32_t *map, int bits, uint32_t *cycles, int32_t *cycleCount);

// Whether this processor has the instruction set.
int quantum_isa_is_supported(int isa);

// The kernels of a supported instruction set.
const quantum_kernels *quantum_kernels_for(int isa, int isDouble);
