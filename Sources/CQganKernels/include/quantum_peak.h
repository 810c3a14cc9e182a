#pragma once
// What a core can do at best: independent multiply-adds in registers, compiled like the other kernels.

#include <stdint.h>

// Runs `rounds` rounds on the vectors of a supported instruction set (see quantum.h) and returns the number of
// floating-point operations, a multiply-add being two; `result` gets a sum, so that nothing can be left out.
int64_t quantum_peak_run(int isa, int isDouble, int64_t rounds, double *result);
