#pragma once
// Element-wise programs, block by block: registers are a block long and stay in the first cache.
//
// The elements are walked in row-major order of the merged axes. The last of these make up rows, which no block
// crosses; within a row blocks are `block` long, the last one shorter. What a step reads or writes is a place.
#include <stdint.h>

/// A slot of the thread's own memory, `offset` elements from its begin.
#define QGAN_FUSED_SLOT 0
/// Always `pointer`: a scalar, or what a gather reads.
#define QGAN_FUSED_FIXED 1
/// `pointer` at the block's first element: a tensor in the walk's order.
#define QGAN_FUSED_FLAT 2
/// `pointer` at the row's first element by `strides`, moving along the row where `offset` is 1, staying where it is 0.
#define QGAN_FUSED_ROW 3

typedef struct {
  int32_t kind;
  int64_t offset;
  void *pointer;
  /// One a merged axis; for rows and for what gathers read.
  const int64_t *strides;
} qgan_fused_place;

/// The function of a step that writes a strided place out.
#define QGAN_FUSED_GATHER -1

typedef struct {
  /// See qgan_fused_function.
  int32_t function;
  /// Places; those that the function does not take equal `a`.
  int32_t a, b, c, y;
  /// Bit k: operand k is one element for the whole block. Not all of them are.
  int32_t mask;
  /// Whether it computes one element instead of a block.
  int32_t is_single;
  double parameter;
} qgan_fused_step;

typedef struct {
  /// A place with a block of elements, and one that they are multiplied by before, or -1; only lanes have it.
  int32_t place, factor;
  void *result;
} qgan_fused_sum;

/// The innermost axis is lost: runs of it add to one total.
#define QGAN_FUSED_RUNS 0
/// The innermost axis stays: a total an element of it.
#define QGAN_FUSED_COLUMNS 1
/// As columns where all blocks begin with a run's first element: blocks are added to a block, which rarely goes on.
#define QGAN_FUSED_LANES 2

typedef struct {
  /// The instruction set, as in qgan_tensor_isa, which the processor must have.
  int32_t isa;
  int64_t count, block, row;
  int32_t rank, row_axis;
  const int64_t *sizes;
  /// The first `moving_count` places are flat or rows, the others none.
  const qgan_fused_place *places;
  int32_t place_count, moving_count;
  /// First steps that are done once a piece, then those of every block, then those after the sums.
  const qgan_fused_step *steps;
  int32_t once_count, block_count, last_count;
  /// Bytes of memory that a piece needs.
  int64_t scratch_bytes;
  void *scratch;

  const qgan_fused_sum *sums;
  int32_t sum_count, sum_kind;
  /// The axes before the innermost, for sums, and where they lead in the totals (0 along lost axes).
  int32_t sum_rank;
  /// Whether all axes that stay come first: a piece's totals are next to each other.
  int32_t is_ordered;
  const int64_t *sum_sizes, *sum_strides;
  /// Elements of the innermost axis, and totals a sum.
  int64_t run, kept;
  double *totals;
} qgan_fused;

/// The number of the function `name`, or -1: the element-wise primitives without a parameter of a list, `select`, and
/// pairs of these (see fused_lists.h).
int qgan_fused_function(const char *name);
/// Bytes in front of the slots of a piece's memory.
int64_t qgan_fused_header_bytes(const qgan_fused *f);
/// Elements of `totals` (double precision).
int64_t qgan_fused_total_count(const qgan_fused *f, int64_t pieces);
/// Blocks that can be shared out.
int64_t qgan_fused_blocks(const qgan_fused *f);
/// Runs piece `piece` of `pieces`. A result may be the memory of an operand in the walk's order that no step after
/// the one which writes the result reads.
void qgan_fused_run(int type, const qgan_fused *f, int64_t piece, int64_t pieces);
/// Adds up the sums of all pieces, in order.
void qgan_fused_finish(int type, const qgan_fused *f, int64_t pieces);
