#pragma once
// State vectors of many qubits in normal form: registers lie over neighbouring amplitudes.
//
// A state is one or two planes (real, imaginary; the second is null for real circuits) of 2^qubits amplitudes, cut into
// blocks of 2^lowBits; from one block to the next it is `blockStride` numbers, so that equal places of blocks do not
// share a cache set. Low sweeps go block by block; high sweeps go over columns: one cache line of every block. RYs are
// [[1, -t], [t, 1]], the cosines being part of the diagonal. Nothing here allocates. "Numbers" are float or double.

#include <stdint.h>

// Bytes of a column in one block.
enum { LARGE_LINE = 64 };

typedef struct {
  int32_t qubits, lowBits;
  int64_t blockStride;
} large_shape;

typedef struct {
  void *re, *im;
} large_state;

// Where amplitudes come from: an affine map of indices over GF(2), an index's image being low[its register in the
// block] ^ high[its block] ^ offset ^ lanes[its lane].
//
// Where the map of registers, lanes aside, is one to one, 2^rank registers (a tile) get all their lanes from as many:
// each takes one whole, and then they exchange lanes. A tile is a register and its sums with 2^rank `tile...` entries.
// 2^blockRank blocks have all tiles that touch them.
typedef struct {
  int32_t rank;            // a register's lanes come from 2^rank registers
  int32_t isTiled;
  int32_t blockRank;
  int32_t tilesAreColumns; // whether the registers of a tile are at the same place of their blocks
  const uint32_t *low, *high;
  const uint32_t *sources; // 2^rank: what to add to a register's number, where the map is not tiled
  const uint32_t *lanes;   // for each lane the lane it comes from, then which of the sources
  const uint32_t *tileBlocks, *tileRegisters, *tileImages;
  const uint32_t *tileLanes;  // for each lane the lane it comes from, then the exchanges that it takes part in
  uint32_t blockPivots, registerPivots;  // bits that are 0 in the first of a tile
  const uint32_t *order;   // blocks: those that have tiles in common, or else share sources, next to each other
  uint32_t offset;
} large_map;

// A factor of a diagonal: which of its blocks of numbers each block takes.
typedef struct {
  const void *re, *im;
  const uint32_t *variants;
} large_table;

typedef struct {
  const void *tangents;     // numbers: of each bit's RY, 0 where there is none
  uint64_t rotated;         // the bits with an RY
  uint64_t wanted;          // those whose gradient is asked for
  const large_table *tables;
  int32_t tableCount;
  int32_t maskCount;        // masks of the diagonal whose gradient is asked for
  const uint64_t *masks;
  const void *scalars;      // numbers: re, im of each block's factor
} large_layer;

typedef struct {
  large_shape shape;
  large_state from, to;
  large_state psi;          // of a backward sweep: the state between the low and the high RYs
  large_state psiFrom;      // where psi was not kept: the state after the high RYs, that `psi` is made of
  double psiScale;          // times this
  const large_map *map;     // from `from` to `to`; null where nothing moves
  const large_layer *layer;
} large_sweep;

// The product state: low[j] * high[block], times the amplitudes of preparations.
typedef struct {
  const void *low[2];       // numbers: re, im of 2^lowBits
  const void *high[2];      // numbers: re, im of each block
  int32_t preparationCount;
  const struct large_preparation *preparations;
} large_start;

typedef struct large_preparation {
  const void *amplitudes;
  const uint32_t *low, *high;  // outcome of an index: low[j] ^ high[block]
  double *gradient;            // of each amplitude; null where none is asked for
} large_preparation;

// Diagonal read-outs: parities, and distributions of outcomes.
typedef struct {
  int32_t maskCount, distributionCount;
  const uint64_t *masks;
  const void *maskWeights;     // numbers: cotangents
  const struct large_distribution *distributions;
} large_readout;

typedef struct large_distribution {
  const uint32_t *low, *high;
  const void *weights;         // numbers: cotangents
  int64_t first;               // place of its sums
} large_distribution;

// A product of Paulis that flips bits: P|index> = factor * (-1)^(parity of index & z) |index ^ x>.
typedef struct {
  uint64_t x, z;
  int32_t isOdd;               // whether `factor` is imaginary
  int32_t reserved;
} large_pauli;

// Sweeps take a range of blocks (for a map, groups of 2^blockRank places in its order) or columns, memory for `large_scratch` numbers, and add
// what they sum to `sums`.
typedef struct {
  int32_t lanes;
  // Blocks: the map, the diagonal, the low RYs; without a layer the map alone.
  void (*low_forward)(const large_sweep *, int64_t first, int64_t end, void *scratch);
  // Columns: the high RYs.
  void (*high_forward)(const large_sweep *, int64_t first, int64_t end, void *scratch);
  // Columns of lambda: the map, the high RYs undone; sums of each bit's RY.
  void (*high_backward)(const large_sweep *, int64_t first, int64_t end, void *scratch, double *sums);
  // Blocks of lambda, in place: the low RYs undone, the diagonal's adjoint; sums of each bit's RY and of each mask.
  // With `unapply`, psi goes the same way and is multiplied by that.
  void (*low_backward)(
      const large_sweep *, int64_t first, int64_t end, void *scratch, double *sums, double *maskSums, double unapply);
  // Blocks: writes the start state.
  void (*start)(const large_sweep *, const large_start *, int64_t first, int64_t end);
  // Blocks of lambda through the map: contracts them with the start state's factors into rows[2 * 2^lowBits] (added) and
  // columns[2 * block] (written): re, im of conj(lambda) times the other factor.
  void (*start_backward)(
      const large_sweep *, const large_start *, int64_t first, int64_t end, void *scratch, double *rows,
      double *columns);
  // Blocks: sums of each mask's parity, and of the distributions.
  void (*measure)(
      const large_sweep *, const large_readout *, int64_t first, int64_t end, void *scratch, double *sums,
      double *distributions);
  // Blocks: lambda = O psi for the diagonal read-outs; in place or not.
  void (*observe)(const large_sweep *, const large_readout *, int64_t first, int64_t end, void *scratch);
  // Blocks: Re <from| P |from> without the factor's sign, added to `sums`.
  void (*overlap)(const large_sweep *, const large_pauli *, int64_t first, int64_t end, double *sums);
  // Blocks: to += weight P from.
  void (*kick)(const large_sweep *, const large_pauli *, int64_t first, int64_t end, double weight);
  // exp(i phase) * scale for the 2^bits phases given by coefficients of parities, which are destroyed; as two planes,
  // or as pairs where im is null.
  void (*phases)(double *spectrum, int32_t bits, double scale, void *re, void *im);
} large_kernels;

// Numbers of scratch memory that a sweep needs.
int64_t large_scratch(const large_shape *shape, int64_t numberBytes);

// The product of `count` two-vectors (re, im of entry 0, then of 1) as pairs; vector 0 belongs to the lowest bit.
void large_product(const double *vectors, int32_t count, double *product);

// From sums over all indices of y (pairs, destroyed) times the other vectors: re, im of both entries for each vector.
// `scratch` holds as many numbers as y.
void large_contract(const double *vectors, int32_t count, double *y, double *scratch, double *result);

// The kernels of a supported instruction set.
const large_kernels *large_kernels_for(int isa, int isDouble);
