// Included once an element type and instruction set, after fused_loops.h: the walk over blocks.

// Elements [begin, begin + n) of a strided operand, in the walk's order.
static void K(gather)(const qgan_fused *f, const REAL *x, const int64_t *strides, REAL *y, int64_t begin,
                      int64_t n) {
  int64_t position[QGAN_MAX_RANK], rest = begin;
  const int last = f->rank - 1;
  const int64_t step = strides[last];
  for (int d = last; d >= 0; d--) {
    position[d] = rest % f->sizes[d];
    rest /= f->sizes[d];
    x += position[d] * strides[d];
  }
  for (;;) {
    int64_t m = f->sizes[last] - position[last];
    if (m > n) m = n;
    if (step == 1) {
      for (int64_t i = 0; i < m; i++) y[i] = x[i];
    } else if (step == 0) {
      const REAL v = x[0];
      for (int64_t i = 0; i < m; i++) y[i] = v;
    } else {
      for (int64_t i = 0; i < m; i++) y[i] = x[i * step];
    }
    y += m;
    n -= m;
    if (n <= 0) return;
    x -= position[last] * step;
    position[last] = 0;
    for (int d = last - 1; d >= 0; d--) {
      x += strides[d];
      if (++position[d] < f->sizes[d]) break;
      x -= f->sizes[d] * strides[d];
      position[d] = 0;
    }
  }
}

static void K(steps)(const qgan_fused *f, const qgan_fused_step *s, int64_t count, void *const *at,
                     int64_t begin, int64_t n) {
  for (const qgan_fused_step *end = s + count; s < end; s++) {
    if (s->function == QGAN_FUSED_GATHER)
      K(gather)(f, at[s->a], f->places[s->a].strides, at[s->y], begin, n);
    else
      K(loops)[s->function][s->mask](at[s->a], at[s->b], at[s->c], at[s->y], s->is_single ? 1 : n,
                                     (REAL)s->parameter);
  }
}

// The total that the innermost axis' run `index` adds to, or its first one.
static int64_t K(total_of)(const qgan_fused *f, int64_t index) {
  if (f->is_ordered) return index;
  int64_t total = 0;
  for (int d = f->sum_rank - 1; d >= 0; d--) {
    total += index % f->sum_sizes[d] * f->sum_strides[d];
    index /= f->sum_sizes[d];
  }
  return total;
}

// Adds a block to the totals.
static void K(add_block)(const qgan_fused *f, const REAL *x, double *totals, int64_t begin, int64_t n) {
  int64_t index = begin / f->run, position = begin % f->run;
  while (n > 0) {
    const int64_t m = n < f->run - position ? n : f->run - position;
    double *t = totals + K(total_of)(f, index);
    if (f->sum_kind == QGAN_FUSED_RUNS)
      *t += K(sum_block)(x, m);
    else
      for (int64_t i = 0; i < m; i++) t[position + i] += (double)x[i];
    x += m;
    n -= m;
    index++;
    position = 0;
  }
}

// Adds the lanes, blocks of sums that begin with a run's first element, to the totals and clears them.
static void K(flush_lanes)(const qgan_fused *f, REAL *lanes, double *totals) {
  for (int64_t j = 0; j < f->block; j += f->run)
    for (int64_t i = 0; i < f->run; i++) {
      totals[i] += (double)lanes[j + i];
      lanes[j + i] = 0;
    }
}

// Blocks between two flushes: a lane adds so many elements in REAL.
#define STRETCH 32

static void K(fused_run)(const qgan_fused *f, int64_t piece, int64_t pieces) {
  char *mine = (char *)f->scratch + piece * f->scratch_bytes;
  void **at = (void **)mine;
  REAL *slots = (REAL *)(mine + qgan_fused_header_bytes(f));
  for (int k = f->moving_count; k < f->place_count; k++)
    at[k] = f->places[k].kind == QGAN_FUSED_SLOT ? slots + f->places[k].offset : f->places[k].pointer;
  K(steps)(f, f->steps, f->once_count, at, 0, f->block);

  // Lanes are the last slots.
  const int64_t lane_count = f->sum_kind == QGAN_FUSED_LANES ? f->sum_count * f->block : 0;
  REAL *lanes = (REAL *)(mine + f->scratch_bytes) - lane_count;
  for (int64_t i = 0; i < lane_count; i++) lanes[i] = 0;
  const int64_t first = first_block(f, piece, pieces), end = first_block(f, piece + 1, pieces);
  clear_totals(f, piece, pieces);

  const qgan_fused_step *steps = f->steps + f->once_count;
  const int64_t in_row = (f->row + f->block - 1) / f->block;
  int64_t row = first / in_row, position = first % in_row * f->block;
  int64_t known = -1, stretch = 0;
  for (int64_t b = first; b < end; b++) {
    const int64_t n = f->row - position < f->block ? f->row - position : f->block;
    const int64_t begin = row * f->row + position;
    for (int k = 0; k < f->moving_count; k++) {
      const qgan_fused_place *place = f->places + k;
      if (place->kind == QGAN_FUSED_FLAT) {
        at[k] = (REAL *)place->pointer + begin;
      } else if (row == known) {
        at[k] = (REAL *)at[k] + place->offset * f->block;
      } else {
        int64_t rest = row, offset = position * place->offset;
        for (int d = f->row_axis - 1; d >= 0; d--) {
          offset += rest % f->sizes[d] * place->strides[d];
          rest /= f->sizes[d];
        }
        at[k] = (REAL *)place->pointer + offset;
      }
    }
    K(steps)(f, steps, f->block_count, at, begin, n);
    for (int k = 0; k < f->sum_count; k++) {
      const REAL *x = at[f->sums[k].place];
      if (f->sum_kind == QGAN_FUSED_LANES) {
        REAL *lane = lanes + k * f->block;
        if (f->sums[k].factor >= 0) {
          const REAL *factor = at[f->sums[k].factor];
          EACH { lane[i] += x[i] * factor[i]; }
        } else {
          EACH { lane[i] += x[i]; }
        }
      } else {
        K(add_block)(f, x, totals_of(f, k, piece, pieces), begin, n);
      }
    }
    if (lane_count > 0 && (++stretch == STRETCH || b + 1 == end)) {
      for (int k = 0; k < f->sum_count; k++)
        K(flush_lanes)(f, lanes + k * f->block, totals_of(f, k, piece, pieces));
      stretch = 0;
    }
    K(steps)(f, steps + f->block_count, f->last_count, at, begin, n);
    known = row;
    position += f->block;
    if (position >= f->row) {
      position = 0;
      row++;
    }
  }
}
#undef STRETCH

static void K(fused_finish)(const qgan_fused *f, int64_t pieces) {
  for (int s = 0; s < f->sum_count; s++) {
    REAL *y = f->sums[s].result;
    if (!f->is_ordered) {
      const double *t = totals_of(f, s, 0, pieces);
      for (int64_t k = 0; k < f->kept; k++) {
        double total = t[k];
        for (int64_t p = 1; p < pieces; p++) total += t[p * f->kept + k];
        y[k] = (REAL)total;
      }
      continue;
    }
    // Neighbouring pieces may share one total, the last of one and the first of the next.
    double total = 0;
    int64_t known = -1;
    for (int64_t p = 0; p < pieces; p++) {
      const double *t = totals_of(f, s, p, pieces);
      const int64_t end = last_total(f, p, pieces);
      for (int64_t k = first_total(f, p, pieces); k <= end; k++) {
        total = k == known ? total + t[k] : t[k];
        y[k] = (REAL)total;
        known = k;
      }
    }
  }
}

static const qgan_fused_table K(table) = {K(fused_run), K(fused_finish)};

#undef M
#undef EACH
