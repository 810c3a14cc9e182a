// All kernels of one precision and instruction set. Included with S, WIDE_LANES, WIDE_BITS and SUFFIX.

// Vectors wider than the registers only pass between functions of this file.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

#define PASTE_(a, b) a##_##b
#define PASTE(a, b) PASTE_(a, b)
#define W(name) PASTE(name##_wide, SUFFIX)
#define ONE(name) PASTE(name##_one, SUFFIX)

typedef S W(lanes) __attribute__((vector_size(WIDE_LANES * sizeof(S))));
typedef double W(doubles) __attribute__((vector_size(WIDE_LANES * sizeof(double))));

#define T W(lanes)
#define TS S
#define B(name) W(name)
#include "quantum_block.h"
#undef T
#undef B
#define Q(name) W(name)
#define V W(lanes)
#define D W(doubles)
#define LANES WIDE_LANES
#define WIDEN(v) __builtin_convertvector(v, D)
#define NARROW(v) __builtin_convertvector(v, V)
#define ONE_SAMPLE 0
#define DOUBLES WIDE_LANES
#include "quantum_sincos.h"
#undef DOUBLES
#include "quantum_state.h"
#include "quantum_steps.h"
#include "quantum_prepare.h"
#include "quantum_measure.h"
#include "quantum_run.h"
#undef Q
#undef V
#undef D
#undef LANES
#undef WIDEN
#undef NARROW
#undef ONE_SAMPLE

#define T S
#define B(name) ONE(name)
#include "quantum_block.h"
#undef T
#undef TS
#undef B
#define Q(name) ONE(name)
#define V S
#define D double
#define LANES 1
#define WIDEN(v) ((double)(v))
#define NARROW(v) ((S)(v))
#define ONE_SAMPLE 1
#include "quantum_state.h"
#include "quantum_steps.h"
#include "quantum_prepare.h"
#include "quantum_measure.h"
#include "quantum_run.h"
#include "quantum_shared.h"

const quantum_kernels PASTE(quantum, SUFFIX) = {WIDE_LANES, Q(prepare), Q(run), Q(finish)};

#undef Q
#undef V
#undef D
#undef LANES
#undef WIDEN
#undef NARROW
#undef ONE_SAMPLE
#undef W
#undef ONE
#undef PASTE
#undef PASTE_

#pragma clang diagnostic pop
