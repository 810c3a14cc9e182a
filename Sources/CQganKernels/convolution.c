// The registry of convolution families.
#include "convolution_internal.h"

#define MOST_FAMILIES 8

typedef struct {
  const qgan_convolution_family *families[MOST_FAMILIES];
} qgan_family_list;

#define QGAN_COUNT_FAMILY(name) +1
#define QGAN_TAKE_FAMILY(name) list[count++] = qgan_convolution_##name[chosen][type == QGAN_F64];

const qgan_convolution_family *const *qgan_convolution_families(int isa, int type, int64_t *count_out) {
  static qgan_family_list lists[QGAN_ISAS][2];
  static _Atomic int filled = 0;
  const int best = qgan_tensor_isa() < QGAN_ISAS ? qgan_tensor_isa() : QGAN_ISAS - 1;
  if (!filled) {
    // Threads that come at the same time write the same pointers.
    for (int chosen = 0; chosen < QGAN_ISAS; chosen++)
      for (int t = 0; t < 2; t++) {
        const qgan_convolution_family **list = lists[chosen][t].families;
        int count = 0;
        const int type = t ? QGAN_F64 : QGAN_F32;
        (void)list, (void)type;
        QGAN_CONVOLUTION_FAMILIES(QGAN_TAKE_FAMILY)
        (void)count;
      }
    filled = 1;
  }
  *count_out = 0 QGAN_CONVOLUTION_FAMILIES(QGAN_COUNT_FAMILY);
  return lists[isa < 0 ? 0 : isa > best ? best : isa][type == QGAN_F64].families;
}
