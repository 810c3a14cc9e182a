#pragma once
// Batched evaluation of circuits in normal form: a product state, then layers of diagonal, RY and permutation.
//
// A tile is a register of samples; a state is one plane (real) or two of 2^bits amplitudes, each a register. Rotations
// that the batch shares are in tangent form, RY = cos [[1, -t], [t, 1]] with |t| <= 1: where a sine exceeds the cosine,
// RY(h) = RY(h - pi/2) (-i Y), and Y is carried to the end of the circuit as two bit masks, the Pauli frame. The cosines
// of a layer go into its diagonal, or into that of an earlier layer, or into the start. Nothing here allocates.

#include <stdint.h>

#include "quantum.h"

// Up to `count` rotations of neighbouring bits, done in one pass over the state.
typedef struct {
  int32_t isLane;  // whether their arguments differ between samples
  int32_t bit;     // the lowest
  int32_t count;
  int32_t first;   // of the rotations
} layered_group;

typedef struct {
  int32_t angle;  // argument h of exp(-i h Y); -1 for none
  int32_t isLane;
} layered_rotation;

// Adds coefficient * h * (-1)^parity(index & mask) to the phase of every amplitude.
typedef struct {
  uint64_t mask;
  int32_t angle;
  int32_t isLane;
  double coefficient;
} layered_term;

// How a layer's diagonal is kept: as numbers, pairs of numbers, or pairs of registers.
enum { LAYERED_NONE = 0, LAYERED_REAL = 1, LAYERED_COMPLEX = 2, LAYERED_LANES = 3 };

typedef struct {
  int32_t firstGroup, groupCount;  // the first group is done with the diagonal and may be empty
  int32_t diagonal;
  int32_t table;    // number of its diagonal's table, or -1
  int32_t carrier;  // table that takes the cosines of its shared rotations, or -1 for the start
  int32_t firstTerm, termCount;
  int32_t lanes;    // number of its tables of registers, or -1
  int64_t source;   // first of 2^bits offsets in bytes: where each amplitude of the layer comes from
  int64_t map;      // first of 2 * bits columns: of the permutation after it, and of the inverse's transpose
} layered_layer;

// Part of what acts on a qubit's |0>: factors that the batch shares, as one matrix, or one that differs between samples.
typedef struct {
  int32_t isLane;
  int32_t firstFactor, factorCount;
  int32_t block;
} layered_segment;

typedef struct {
  int32_t firstSegment, segmentCount;
  int32_t turn;  // per-sample angle of the one RY that it starts with, counted from the first such; -1 for others
  int32_t reserved;
} layered_qubit;

// constant + sum of coefficient * operand[element]; terms that differ between samples come first.
typedef struct {
  double constant;
  int32_t firstTerm, termCount, laneCount;
  int32_t reserved;
} layered_angle;

enum { LAYERED_Z = 0, LAYERED_STRING = 1, LAYERED_PROBABILITIES = 2, LAYERED_PAULI = 3 };

typedef struct {
  int32_t kind;
  int32_t bit;                 // of a single Z
  int32_t firstBit, bitCount;  // of probabilities, in layered_program.bitList, most significant first
  int64_t output;
  uint64_t x, z;               // of the Pauli product, on the index after the last permutation
  uint64_t stateX, stateZ;     // the same on the state's own index
  int32_t isOdd;               // in Y
  int32_t reserved;
  double sign;
} layered_readout;

typedef struct {
  int32_t bits;      // of the index, those that only fill a register block included
  int32_t planes;
  int32_t padding;   // registers after every 256 amplitudes
  int32_t layerCount;
  int32_t angleCount, firstShared, firstLane;  // angles: constants, then shared, then per sample
  int32_t rotationCount, groupCount, termCount, tableCount, lanesCount, segmentCount;
  int32_t operandCount, readoutCount;
  int32_t needsTable;     // whether a read-out is other than a single Z
  int32_t needsCopy;      // whether a read-out flips bits
  int32_t preparation;    // operand of the amplitudes that qubits start in, or -1
  int32_t preparedCount;  // amplitudes
  int32_t isSmall;        // at most 5 bits, and every layer as layered_small.h wants it
  int64_t plane;          // registers of a plane, padding included
  int64_t readSource;     // first of the sources for read-outs: where each amplitude after the last permutation lies
  int64_t outputCount, paramSumCount;
  const layered_layer *layers;
  const layered_group *groups;
  const layered_rotation *rotations;
  const layered_term *terms;
  const layered_segment *segments;
  const layered_qubit *qubits;  // by bit
  const quantum_factor *factors;
  const layered_angle *angles;
  const quantum_term *angleTerms;
  const quantum_operand *operands;
  const layered_readout *readouts;
  const int32_t *bitList;
  // For each permutation from the one before the first layer on, in bytes, where each amplitude after it comes from;
  // if small, where each one before it goes. Then those for read-outs.
  const uint32_t *sources;
  const uint64_t *maps;
  const uint32_t *prepared;     // for each index, the element of the prepared amplitudes
} layered_program;

// Tables that the batch shares, for one version of the weights.
typedef struct {
  double *arguments;      // each constant or shared angle, a multiple of 8
  double *cosines, *sines;  // of them
  void *offsets;          // numbers: what the batch shares of each per-sample angle
  double *scratch;        // 2^bits numbers
  void *tangents;         // of each shared rotation
  double *signs;          // of each rotation in the Pauli frame
  double *termSigns;      // of each term in the Pauli frame
  void *readoutSigns;     // numbers: of each read-out in the Pauli frame
  void *tables;           // 2 * 2^bits numbers each: re, im of diagonals, or phases and scale before sines are taken
  double *tableScales;    // products of cosines
  double *blocks;         // 8 a start segment: re, im row-major
  double startScale;
  uint64_t frameX;        // the bits that the frame flips at the end
} layered_shared;

// Memory of one thread; "registers" counts them.
typedef struct {
  void *points;         // registers: states, 2^bits (padded) a plane: the start, then those of each layer
  void *prefix;         // registers: 2 * 2^(bits + 1), products of the low bits' states
  void *vectors;        // registers: 4 a segment and 4 a bit, states of single qubits
  void *trigonometry;   // registers: cos, sin of each per-sample angle
  void *arguments;      // registers: each per-sample angle
  void *angles;         // registers: gradient of each per-sample angle
  void *rotations;      // registers: cos, sin of each rotation per sample
  void *overlaps;       // registers: sums of each rotation
  void *lanes;          // registers: 2 * 2^bits for each diagonal per sample
  void *scratch;        // registers: 3 * 2^bits
  void *copy;           // registers: one state, if a read-out flips bits
  void *outputs;        // registers: of each output
  void *cotangents;     // registers: of each output
  void *blockSums;      // registers: 8 a segment
  void *termSums;       // registers: of each term
  void *tableSums;      // numbers: 2^bits a table
  void *laneSums;       // registers: of each per-sample angle, over tiles
  double *angleSums;    // of each angle
  double *paramSums;
} layered_workspace;

typedef struct {
  int32_t lanes;
  int32_t radix;  // log2 of the amplitudes of a register block, the most rotations of a group
  void (*prepare)(const layered_program *, const quantum_call *, layered_shared *);
  void (*run)(
      const layered_program *, const quantum_call *, const layered_shared *, const layered_workspace *,
      int64_t first, int64_t end);
  void (*finish)(
      const layered_program *, const quantum_call *, const layered_shared *, const layered_workspace *,
      int32_t workspaceCount);
} layered_kernels;

// The kernels of a supported instruction set.
const layered_kernels *layered_kernels_for(int isa, int isDouble);
