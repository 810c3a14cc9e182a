#include "CQganWeights.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const uint8_t bytes[] = {
#embed "fashion28.safetensors"
};

const uint8_t *qgan_fashion28(size_t *size) {
  *size = sizeof bytes;
  return bytes;
}
