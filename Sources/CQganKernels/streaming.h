#pragma once
// Stores past the caches: for results that would drive everything else out of them.

// Bytes of a result from which on it is stored so.
#define LARGE_RESULT (1 << 23)

// Such stores are not in order with those that tell other threads that this one is done.
static inline void finish_streaming(void) {
#if defined(__x86_64__)
  __builtin_ia32_sfence();
#endif
}
