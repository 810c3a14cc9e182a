// Counter-based random draws; see tensor.h for the layout.
#include <math.h>

#include "tensor.h"

void qgan_philox4x32_10(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
  uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  uint32_t k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; round++) {
    const uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
    c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
    c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
    c1 = (uint32_t)p1;
    c3 = (uint32_t)p0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

// The two 64-bit words of block `index` at `step`.
static void block(uint64_t key, uint64_t step, uint64_t index, uint64_t words[2]) {
  const uint32_t counter[4] = {(uint32_t)index, (uint32_t)(index >> 32), (uint32_t)step,
                               (uint32_t)(step >> 32)};
  const uint32_t keys[2] = {(uint32_t)key, (uint32_t)(key >> 32)};
  uint32_t out[4];
  qgan_philox4x32_10(counter, keys, out);
  words[0] = (uint64_t)out[0] << 32 | out[1];
  words[1] = (uint64_t)out[2] << 32 | out[3];
}

static double unit(uint64_t word) { return (double)(word >> 11) * 0x1p-53; }

static void store(int type, void *out, int64_t index, double value) {
  if (type == QGAN_F32)
    ((float *)out)[index] = (float)value;
  else
    ((double *)out)[index] = value;
}

void qgan_random_uniform(int type, uint64_t key, uint64_t step, void *out, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end;) {
    uint64_t words[2];
    block(key, step, (uint64_t)i / 2, words);
    do {
      const uint64_t word = words[i % 2];
      // 24 bits, so that rounding cannot reach 1.
      store(type, out, i, type == QGAN_F32 ? (double)(word >> 40) * 0x1p-24 : unit(word));
      i++;
    } while (i < end && i % 2);
  }
}

void qgan_random_normal(int type, uint64_t key, uint64_t step, void *out, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end;) {
    uint64_t words[2];
    block(key, step, (uint64_t)i / 2, words);
    const double radius = sqrt(-2 * log(1 - unit(words[0])));
    const double angle = 6.283185307179586476925 * unit(words[1]);
    do {
      store(type, out, i, i % 2 ? radius * sin(angle) : radius * cos(angle));
      i++;
    } while (i < end && i % 2);
  }
}
