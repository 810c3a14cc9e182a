#define _GNU_SOURCE
#if defined(__linux__)
#include <sched.h>
#endif

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

#if defined(__linux__)
int qgan_current_processor(void) { return sched_getcpu(); }

void qgan_leave_processor(int processor) {
  static _Thread_local int known = 0;
  static _Thread_local cpu_set_t allowed;
  if (!known) {
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
    known = 1;
  }
  cpu_set_t others = allowed;
  CPU_CLR(processor, &others);
  if (CPU_COUNT(&others) > 0) sched_setaffinity(0, sizeof others, &others);
}
#else
int qgan_current_processor(void) { return -1; }
void qgan_leave_processor(int processor) { (void)processor; }
#endif
