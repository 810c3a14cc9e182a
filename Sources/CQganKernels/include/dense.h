#pragma once
// The parts of the layered kernels by themselves, for a circuit whose layers the batch shares: they are one matrix, which
// is what they make of the basis states. Its columns are a batch of their own.
//
// A matrix of states is row-major, one row an amplitude (all of the real plane, then all of the imaginary one) and one
// column a sample or a basis state; `stride` counts numbers from row to row, and `planes` those that are stored. Programs
// are as layered.h has them, but never `isSmall`, of at most 8 bits, without per-sample angles in layers.

#include "layered.h"

typedef struct {
  int32_t lanes;
  // Sets a thread's sums to zero.
  void (*clear)(const layered_program *, const layered_workspace *);
  // Runs the layers on basis states first to first + lanes - 1, whose final states become columns; the workspace keeps
  // what the way back needs.
  void (*columns_forward)(
      const layered_program *, const layered_shared *, const layered_workspace *, int64_t first, void *matrix,
      int64_t stride);
  // After columns_forward with the same workspace: takes columns of lambda back through the layers, adding to the sums.
  void (*columns_backward)(
      const layered_program *, const layered_shared *, const layered_workspace *, int64_t first, const void *matrix,
      int64_t stride);
  // Start states of a tile of samples become `lanes` columns; the workspace keeps what `finish` needs.
  void (*start)(
      const layered_program *, const quantum_call *, const layered_shared *, const layered_workspace *, int64_t tile,
      void *states, int64_t stride, int32_t planes);
  // Writes the outputs of a tile's final states, of which gradients make lambda.
  void (*read)(
      const layered_program *, const quantum_call *, const layered_shared *, const layered_workspace *, int64_t tile,
      void *states, int64_t stride);
  // From lambda at the start: gradients of what makes the start states of a tile.
  void (*finish)(
      const layered_program *, const quantum_call *, const layered_shared *, const layered_workspace *, int64_t tile,
      const void *states, int64_t stride, int32_t planes);
} dense_kernels;

// The kernels of a supported instruction set.
const dense_kernels *dense_kernels_for(int isa, int isDouble);
