#include "include/spin.h"

int64_t qgan_load(const int64_t *p) { return __atomic_load_n(p, __ATOMIC_ACQUIRE); }

void qgan_store(int64_t *p, int64_t value) { __atomic_store_n(p, value, __ATOMIC_RELEASE); }

int64_t qgan_add(int64_t *p, int64_t value) { return __atomic_add_fetch(p, value, __ATOMIC_ACQ_REL); }

int qgan_spin_while(const int64_t *p, int64_t value, int64_t rounds) {
  for (int64_t k = 0; k < rounds; k++) {
    if (__atomic_load_n(p, __ATOMIC_ACQUIRE) != value) return 1;
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
  }
  return 0;
}
