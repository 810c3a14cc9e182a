// Convolutions by minimal filtering: one source, compiled for each element type and instruction set.
#include "convolution_internal.h"

#include "convolution_tiled_scheme.h"

// What a chunk of tiles takes of the second cache, and most tiles of one. Fewer than the fewest would take weights, or
// partial sums, from memory too often when there are many channels. All are multiples of a register tile's rows.
#define CHUNK_BYTES (512 * 1024)
#define CHUNK_TILES 96
#define FEWEST_TILES 48
#define FEWEST_WEIGHT_TILES 96

#define BODY "convolution_tiled_body.h"
#include "gemm_instances.h"

#if defined(__x86_64__)
const qgan_convolution_family *const qgan_convolution_tiled[QGAN_ISAS][2] = {{&tiled_f32_portable, &tiled_f64_portable},
                                                                            {&tiled_f32_avx2, &tiled_f64_avx2},
                                                                            {&tiled_f32_avx512, &tiled_f64_avx512}};
#else
const qgan_convolution_family *const qgan_convolution_tiled[QGAN_ISAS][2] = {{&tiled_f32_portable, &tiled_f64_portable}};
#endif
