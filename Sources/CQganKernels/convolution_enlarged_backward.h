// Gradients of enlarged convolutions. Included by convolution_enlarged_body.h.

// What is at hand at once: sums for rows of small images, of several samples if the rows are all of a sample's.
static int64_t K(sums_row)(const qgan_convolution *g) { return sums_width(g) * g->filters; }
static int64_t K(sums_rows_at_once)(const qgan_convolution *g) {
  const int64_t step = K(sums_row)(g) * g->factor_height * (int64_t)sizeof(REAL);
  return at_least(1, at_most(g->height, CHUNK_BYTES / step));
}
static int64_t K(sums_samples_at_once)(const qgan_convolution *g) {
  if (K(sums_rows_at_once)(g) < g->height) return 1;
  const int64_t size = sums_height(g) * K(sums_row)(g) * (int64_t)sizeof(REAL);
  return at_least(1, at_most(CHUNK_BYTES / size, at_least(1, MOST_ROWS / (g->height * g->width))));
}
static int64_t K(sums_sample)(const qgan_convolution *g) {
  return ((K(sums_rows_at_once)(g) - 1) * g->factor_height + g->kernel_height) * K(sums_row)(g);
}
static int64_t K(row_sums_width)(const qgan_convolution *g) {
  return (sums_width(g) + g->factor_width - 1) * g->filters;
}
static int64_t K(sums_scratch)(const qgan_convolution *g) {
  return K(sums_samples_at_once)(g) * K(sums_sample)(g) + K(row_sums_width)(g) + LANES;
}

// out[i] = sum over k of source[k * step + i], for `length` elements.
static void K(sum_equally_spaced)(int64_t n, const REAL *source, int64_t step, REAL *out, int64_t length) {
  for (int64_t done = 0; done < n; done += MOST_SOURCES) {
    const REAL *sources[MOST_SOURCES];
    const int64_t some = at_most(n - done, MOST_SOURCES);
    for (int64_t k = 0; k < some; k++) sources[k] = source + (done + k) * step;
    K(sum)(some, sources, 0, out, 0, 1, length, done > 0);
  }
}

// Sums of neighbouring gradients that small rows [begin, end) of a sample take. Behind the edges of dy are zeros, which
// `row` has in those columns.
static void K(box_sums)(const qgan_convolution *g, const REAL *dy, int64_t begin, int64_t end, REAL *row, REAL *out) {
  const int64_t dy_width = g->out_width * g->filters, length = K(sums_row)(g);
  const int64_t left = g->pad_left - g->kernel_width + 1;
  const int64_t from = at_least(left, 0), to = at_most(left + sums_width(g) + g->factor_width - 1, g->out_width);
  const int64_t last = (end - 1) * g->factor_height + g->kernel_height;
  for (int64_t r = begin * g->factor_height; r < last; r++, out += length) {
    const int64_t top = r + g->pad_top - g->kernel_height + 1;
    const int64_t first = at_least(top, 0), behind = at_most(top + g->factor_height, g->out_height);
    if (behind <= first || to <= from) {
      memset(out, 0, (size_t)length * sizeof(REAL));
      continue;
    }
    K(sum_equally_spaced)(behind - first, dy + first * dy_width + from * g->filters, dy_width,
                          row + (from - left) * g->filters, (to - from) * g->filters);
    K(sum_equally_spaced)(g->factor_width, row, g->filters, out, length);
  }
}

// Rows (u, v, filter) of the packed matrix, the kernel turned around; columns are channels.
static void K(pack_backward)(const qgan_convolution *g, const REAL *w, REAL *packed) {
  const int64_t taps = g->kernel_height * g->kernel_width, channels = g->channels, filters = g->filters;
  for (int64_t first = 0; first < channels; first += 2 * LANES) {
    const int64_t columns = at_most(channels - first, 2 * LANES);
    for (int64_t o = 0; o < filters; o++)
      for (int64_t t = 0; t < taps; t++) {
        const REAL *source = w + (o * channels + first) * taps + taps - 1 - t;
        REAL *target = packed + (first * taps * filters) + (t * filters + o) * 2 * LANES;
        for (int64_t c = 0; c < columns; c++) target[c] = source[c * taps];
        for (int64_t c = columns; c < 2 * LANES; c++) target[c] = 0;
      }
  }
}

// dx = windows of sums times the packed matrix, in stretches short enough for the first cache.
static void K(window_products)(const qgan_convolution *g, int64_t count, const REAL *const *windows,
                               const REAL *packed, REAL *const *dx) {
  const int64_t stretch = g->kernel_width * g->filters, row = K(sums_row)(g), depth = g->kernel_height * stretch;
  qgan_run runs[MOST_RUNS];
  int64_t done = 0;
  while (done < depth) {
    int64_t run_count = 0, block = 0, next = done;
    while (next < depth && block < BLOCK && run_count < MOST_RUNS) {
      const int64_t u = next / stretch, offset = next % stretch;
      const int64_t length = at_most(stretch - offset, BLOCK - block);
      // A stretch that begins here and would end in the next block is that block's.
      if (block > 0 && length < stretch) break;
      runs[run_count++] = (qgan_run){u * row + offset, next * 2 * LANES, length};
      next += length;
      block += length;
    }
    for (int64_t j = 0; j < g->channels; j += 2 * LANES)
      K(qgan_gemm_rows)(count, at_most(g->channels - j, 2 * LANES), runs, run_count, windows, packed + j * depth, dx, j,
                        done > 0);
    done = next;
  }
}

static REAL *K(start_sums)(const qgan_convolution *g, REAL *scratch) {
  REAL *row = scratch + K(sums_samples_at_once)(g) * K(sums_sample)(g);
  memset(row, 0, (size_t)K(row_sums_width)(g) * sizeof(REAL));
  return row;
}

static void K(enlarged_input_gradient)(const qgan_convolution *g, const void *dyv, const void *packed, void *dxv,
                                       void *scratch, int64_t begin, int64_t end) {
  const int64_t rows = K(sums_rows_at_once)(g), samples = K(sums_samples_at_once)(g), size = K(sums_sample)(g);
  const int64_t dy_size = g->out_height * g->out_width * g->filters, step = g->factor_width * g->filters;
  REAL *sums = scratch, *row = K(start_sums)(g, scratch);
  const REAL *windows[MOST_ROWS];
  REAL *results[MOST_ROWS];
  for (int64_t b = begin; b < end; b += samples)
    for (int64_t top = 0; top < g->height; top += rows) {
      const int64_t bottom = at_most(top + rows, g->height);
      int64_t count = 0;
      for (int64_t s = 0; s < at_most(samples, end - b); s++) {
        K(box_sums)(g, (const REAL *)dyv + (b + s) * dy_size, top, bottom, row, sums + s * size);
        for (int64_t jy = top; jy < bottom; jy++)
          for (int64_t jx = 0; jx < g->width; jx++) {
            windows[count] = sums + s * size + (jy - top) * g->factor_height * K(sums_row)(g) + jx * step;
            results[count] = (REAL *)dxv + (((b + s) * g->height + jy) * g->width + jx) * g->channels;
            if (++count == MOST_ROWS) {
              K(window_products)(g, count, windows, packed, results);
              count = 0;
            }
          }
      }
      if (count > 0) K(window_products)(g, count, windows, packed, results);
    }
}


// A partial sum is panels of rows of 2 * LANES columns (u, v, filter), the kernel turned around; rows are channels.
static int64_t K(enlarged_partial)(const qgan_convolution *g) {
  return pieces_of(tap_columns(g), 2 * LANES) * 2 * LANES * g->channels;
}

// Columns [first, first + columns) of the windows at `count` pixels, into rows of a panel's width. What is behind the
// columns is never read; up to a vector behind the windows and the panel is touched.
static void K(window_panel)(const qgan_convolution *g, int64_t count, const REAL *const *windows, int64_t first,
                            int64_t columns, REAL *panel) {
  const int64_t stretch = g->kernel_width * g->filters, row = K(sums_row)(g);
  int64_t offsets[2 * LANES], begins[2 * LANES + 1], pieces = 0;
  for (int64_t done = 0; done < columns; pieces++) {
    const int64_t u = (first + done) / stretch, offset = (first + done) % stretch;
    offsets[pieces] = u * row + offset;
    begins[pieces] = done;
    done += at_most(stretch - offset, columns - done);
  }
  begins[pieces] = columns;
  if (pieces == 1 && columns == 2 * LANES) {
    for (int64_t i = 0; i < count; i++, panel += 2 * LANES) {
      const V low = *(const V *)(windows[i] + offsets[0]), high = *(const V *)(windows[i] + offsets[0] + LANES);
      *(V *)panel = low;
      *(V *)(panel + LANES) = high;
    }
    return;
  }
  // Each piece overwrites what the one before wrote too much.
  for (int64_t i = 0; i < count; i++, panel += 2 * LANES)
    for (int64_t p = 0; p < pieces; p++) {
      const REAL *source = windows[i] + offsets[p] - begins[p];
      for (int64_t k = begins[p]; k < begins[p + 1]; k += LANES) *(V *)(panel + k) = *(const V *)(source + k);
    }
}

static void K(outer_products)(const qgan_convolution *g, int64_t count, const REAL *const *windows, const REAL *x,
                              REAL *panel, REAL *partial) {
  const int64_t columns = tap_columns(g);
  for (int64_t j = 0; j < columns; j += 2 * LANES) {
    const int64_t some = at_most(columns - j, 2 * LANES);
    K(window_panel)(g, count, windows, j, some, panel);
    K(qgan_gemm_outer)(g->channels, some <= LANES ? LANES : 2 * LANES, NULL, count, x, g->channels, panel,
                       partial + j * g->channels, 2 * LANES, 1);
  }
}

static void K(enlarged_weight_gradient)(const qgan_convolution *g, const void *xv, const void *dyv, void *partial,
                                        void *scratch, int64_t begin, int64_t end) {
  const int64_t rows = K(sums_rows_at_once)(g), samples = K(sums_samples_at_once)(g), size = K(sums_sample)(g);
  const int64_t dy_size = g->out_height * g->out_width * g->filters, step = g->factor_width * g->filters;
  REAL *sums = scratch, *row = K(start_sums)(g, scratch), *panel = row + K(row_sums_width)(g);
  const REAL *windows[PANEL_PIXELS], *x = xv;
  for (int64_t b = begin; b < end; b += samples)
    for (int64_t top = 0; top < g->height; top += rows) {
      const int64_t bottom = at_most(top + rows, g->height);
      const REAL *source = x + (b * g->height + top) * g->width * g->channels;
      int64_t count = 0;
      for (int64_t s = 0; s < at_most(samples, end - b); s++) {
        K(box_sums)(g, (const REAL *)dyv + (b + s) * dy_size, top, bottom, row, sums + s * size);
        for (int64_t jy = top; jy < bottom; jy++)
          for (int64_t jx = 0; jx < g->width; jx++) {
            windows[count] = sums + s * size + (jy - top) * g->factor_height * K(sums_row)(g) + jx * step;
            if (++count == PANEL_PIXELS) {
              K(outer_products)(g, count, windows, source, panel, partial);
              source += count * g->channels;
              count = 0;
            }
          }
      }
      if (count > 0) K(outer_products)(g, count, windows, source, panel, partial);
    }
}

static void K(enlarged_finish)(const qgan_convolution *g, const void *partials, int64_t count, void *dwv) {
  const int64_t taps = g->kernel_height * g->kernel_width, filters = g->filters, size = K(enlarged_partial)(g);
  const int64_t panel = g->channels * 2 * LANES;
  REAL *dw = dwv;
  // Few filters at a time, so that the lines that neighbouring channels share stay in the first cache.
  for (int64_t first = 0; first < filters; first += 8)
    for (int64_t c = 0; c < g->channels; c++)
      for (int64_t o = first; o < at_most(first + 8, filters); o++) {
        REAL *target = dw + (o * g->channels + c) * taps + taps - 1;
        for (int64_t t = 0, j = o; t < taps; t++, j += filters) {
          const REAL *source = (const REAL *)partials + j / (2 * LANES) * panel + c * 2 * LANES + j % (2 * LANES);
          REAL sum = source[0];
          for (int64_t p = 1; p < count; p++) sum += source[p * size];
          target[-t] = sum;
        }
      }
}
