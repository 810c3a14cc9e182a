#pragma once
// Which elements of the kernel meet which coordinates of an axis.
#include "convolution_internal.h"

// A coordinate of the result meets `count` neighbouring taps from `first` on, the first of which reads `source`.
typedef struct {
  int32_t first, count, source;
} qgan_taps;

// An axis whose coordinates gather from a source: y from x, or with `gradient` dx from dy. Taps are the kernel's
// elements in such an order that those of one coordinate are neighbours and read the source upwards, `step` apart.
typedef struct {
  int64_t size, source_size, kernel, stride, pad, dilation, step;
  int gradient;
  // Coordinates that meet the same taps are a class: those of class i are order[begins[i]..<begins[i + 1]].
  int32_t classes, *begins, *order;
  qgan_taps *taps;
} qgan_axis;

static inline int64_t common_divisor(int64_t a, int64_t b) { return b == 0 ? a : common_divisor(b, a % b); }
static inline int64_t floor_quotient(int64_t a, int64_t b) { return a / b - (a % b < 0); }

static inline qgan_axis axis_down(const qgan_convolution *g, int gradient) {
  qgan_axis axis = {.size = gradient ? g->height : g->out_height,
                    .source_size = gradient ? g->out_height : g->height,
                    .kernel = g->kernel_height,
                    .stride = g->stride_height,
                    .pad = g->pad_top,
                    .dilation = g->dilation_height,
                    .gradient = gradient};
  axis.step = gradient ? axis.dilation / common_divisor(axis.stride, axis.dilation) : axis.dilation;
  return axis;
}

static inline qgan_axis axis_across(const qgan_convolution *g, int gradient) {
  qgan_axis axis = {.size = gradient ? g->width : g->out_width,
                    .source_size = gradient ? g->out_width : g->width,
                    .kernel = g->kernel_width,
                    .stride = g->stride_width,
                    .pad = g->pad_left,
                    .dilation = g->dilation_width,
                    .gradient = gradient};
  axis.step = gradient ? axis.dilation / common_divisor(axis.stride, axis.dilation) : axis.dilation;
  return axis;
}

// The kernel's elements that a coordinate of a gradient can meet are those of one remainder by this; the taps are these
// remainders one behind another, and the elements of one fall because the source rises.
static inline int64_t axis_phases(const qgan_axis *axis) {
  return axis->gradient ? axis->stride / common_divisor(axis->stride, axis->dilation) : 1;
}
static inline int64_t phase_count(const qgan_axis *axis, int64_t phases, int64_t phase) {
  return phase < axis->kernel ? (axis->kernel - phase - 1) / phases + 1 : 0;
}

// Where the kernel's element is among the taps.
static inline int64_t tap_of(const qgan_axis *axis, int64_t element) {
  if (!axis->gradient) return element;
  const int64_t phases = axis_phases(axis);
  int64_t tap = 0;
  for (int64_t phase = 0; phase < element % phases; phase++) tap += phase_count(axis, phases, phase);
  return tap + phase_count(axis, phases, element % phases) - 1 - element / phases;
}

static inline qgan_taps axis_taps(const qgan_axis *axis, int64_t coordinate) {
  const int64_t last = axis->source_size - 1;
  if (!axis->gradient) {
    const int64_t source = coordinate * axis->stride - axis->pad;
    const int64_t first = source < 0 ? (-source + axis->dilation - 1) / axis->dilation : 0;
    const int64_t end = at_most(floor_quotient(last - source, axis->dilation) + 1, axis->kernel);
    if (end <= first) return (qgan_taps){0, 0, 0};
    return (qgan_taps){(int32_t)first, (int32_t)(end - first), (int32_t)(source + first * axis->dilation)};
  }
  const int64_t phases = axis_phases(axis);
  int64_t before = 0;
  for (int64_t phase = 0; phase < at_most(phases, axis->kernel); phase++) {
    const int64_t count = phase_count(axis, phases, phase), position = coordinate + axis->pad - phase * axis->dilation;
    if (position % axis->stride == 0) {
      // The phase's element j reads source - j * step.
      const int64_t source = position / axis->stride;
      if (source < 0) break;
      const int64_t low = source > last ? (source - last + axis->step - 1) / axis->step : 0;
      const int64_t high = at_most(count - 1, source / axis->step);
      if (high < low) break;
      return (qgan_taps){(int32_t)(before + count - 1 - high), (int32_t)(high - low + 1),
                         (int32_t)(source - high * axis->step)};
    }
    before += count;
  }
  return (qgan_taps){0, 0, 0};
}

// How many pairs of a coordinate and a tap there are.
static inline int64_t axis_pairs(const qgan_axis *axis) {
  int64_t pairs = 0;
  for (int64_t i = 0; i < axis->size; i++) pairs += axis_taps(axis, i).count;
  return pairs;
}

// Words of 32 bits that sort_axis needs.
static inline int64_t axis_words(const qgan_axis *axis) { return 5 * axis->size + 1; }

// Fills in the taps and classes, in `words`; returns the first word behind them.
static inline int32_t *sort_axis(qgan_axis *axis, int32_t *words) {
  axis->taps = (qgan_taps *)words;
  axis->order = words + 3 * axis->size;
  axis->begins = axis->order + axis->size;
  int32_t count = 0, classes = 0;
  for (int64_t i = 0; i < axis->size; i++) axis->taps[i] = axis_taps(axis, i);
  axis->begins[0] = 0;
  for (int64_t i = 0; i < axis->size; i++) {
    const qgan_taps taps = axis->taps[i];
    int known = 0;
    for (int32_t c = 0; c < classes && !known; c++) {
      const qgan_taps other = axis->taps[axis->order[axis->begins[c]]];
      known = other.first == taps.first && other.count == taps.count;
    }
    if (known) continue;
    for (int64_t j = i; j < axis->size; j++)
      if (axis->taps[j].first == taps.first && axis->taps[j].count == taps.count) axis->order[count++] = (int32_t)j;
    axis->begins[++classes] = count;
  }
  axis->classes = classes;
  return words + axis_words(axis);
}
