#pragma once
// Weight files that are part of the binary, byte for byte.
#include <stddef.h>
#include <stdint.h>

/// The weights of circuits/fashion28.qgan, a safetensors file; scripts/fashion28.sh makes it.
const uint8_t *qgan_fashion28(size_t *size);
