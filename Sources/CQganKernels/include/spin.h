#pragma once
// Waiting a moment for another thread without going to sleep, which takes longer than a small circuit's batch, and
// keeping threads that work together apart.

#include <stdint.h>

int64_t qgan_load(const int64_t *p);
void qgan_store(int64_t *p, int64_t value);
// The sum.
int64_t qgan_add(int64_t *p, int64_t value);
// Waits while *p is `value`, for at most `rounds` pauses of the processor; returns whether it changed.
int qgan_spin_while(const int64_t *p, int64_t value, int64_t rounds);

// The processor that the calling thread runs on, or -1 where that is not known.
int qgan_current_processor(void);
// Moves the calling thread to another of the processors that it was allowed when it first asked, for as long as it lives
// or until it asks again; does nothing where there is no other.
void qgan_leave_processor(int processor);
