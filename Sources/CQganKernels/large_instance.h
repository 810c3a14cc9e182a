// All large-state kernels of one precision and instruction set. Included with S (the number), INTEGER (an integer of
// its size), LANES, LANE_BITS, PERMUTE(v, i) (lane k is v[i[k]]) and SUFFIX.

// Vectors wider than the registers only pass between functions of this file.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

#define PASTE_(a, b) a##_##b
#define PASTE(a, b) PASTE_(a, b)
#define Q(name) PASTE(large_##name, SUFFIX)

typedef S Q(numbers) __attribute__((vector_size(LANES * sizeof(S))));
typedef INTEGER Q(lanes) __attribute__((vector_size(LANES * sizeof(S))));
typedef double Q(doubles) __attribute__((vector_size(LANES * sizeof(double))));

#define V Q(numbers)
#define I Q(lanes)
#define D Q(doubles)
#define DOUBLES LANES
// Registers of a column in one block.
#define WIDTH (LARGE_LINE / (int)sizeof(V))
#include "quantum_sincos.h"
#include "large_vector.h"
#include "large_passes.h"
#include "large_sweeps.h"
#include "large_backward.h"
#include "large_start.h"
#include "large_measure.h"

const large_kernels PASTE(large, SUFFIX) = {
    .lanes = LANES,
    .low_forward = Q(low_forward),
    .high_forward = Q(high_forward),
    .high_backward = Q(high_backward),
    .low_backward = Q(low_backward),
    .start = Q(start),
    .start_backward = Q(start_backward),
    .measure = Q(measure),
    .observe = Q(observe),
    .overlap = Q(overlap),
    .kick = Q(kick),
    .phases = Q(phases),
};

#undef V
#undef I
#undef D
#undef DOUBLES
#undef WIDTH
#undef Q
#undef PASTE
#undef PASTE_

#pragma clang diagnostic pop
