// The layered kernels of one precision and instruction set. Included with S, IS_DOUBLE, LANES, RADIX and SUFFIX.

// Registers only pass between functions of this file.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

#define PASTE_(a, b) layered_##a##_##b
#define PASTE(a, b) PASTE_(a, b)
#define L(name) PASTE(name, SUFFIX)
#define NAME_(a) layered_##a
#define NAME(a) NAME_(a)

typedef S L(register) __attribute__((vector_size(LANES * sizeof(S))));
#define V L(register)

#define T V
#define TS S
#define B(name) L(name)
#include "quantum_block.h"
#undef T
#undef TS
#undef B

#include "layered_lanes.h"
#include "layered_passes.h"
#include "layered_start.h"
#include "layered_read.h"
#include "layered_small.h"
#include "layered_run.h"
#include "layered_shared.h"
#include "layered_dense.h"

const layered_kernels NAME(SUFFIX) = {LANES, RADIX, L(prepare), L(run), L(finish)};

#undef BLOCK
#undef PLACE
#undef V
#undef L
#undef PASTE
#undef PASTE_
#undef NAME
#undef NAME_
#undef S
#undef IS_DOUBLE
#undef LANES
#undef RADIX
#undef SUFFIX

#pragma clang diagnostic pop
