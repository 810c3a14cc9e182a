#pragma once
// Waiting a moment for another thread without going to sleep, which takes longer than a small circuit's batch.

#include <stdint.h>

int64_t qgan_load(const int64_t *p);
void qgan_store(int64_t *p, int64_t value);
// The sum.
int64_t qgan_add(int64_t *p, int64_t value);
// Waits while *p is `value`, for at most `rounds` pauses of the processor; returns whether it changed.
int qgan_spin_while(const int64_t *p, int64_t value, int64_t rounds);
