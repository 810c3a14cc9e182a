// Goes over the pixels of a result whose sources are pixels of another image. Included once for each element type and
// instruction set by the families that gather.

// Defined by gemm.c.
HIDDEN void K(qgan_gemm_rows)(int64_t rows, int64_t columns, const qgan_run *runs, int64_t run_count,
                              const REAL *const *a, const REAL *panel, REAL *const *c, int64_t first_column,
                              int accumulate);
HIDDEN void K(qgan_gemm_outer)(int64_t rows, int64_t columns, const int32_t *pairs, int64_t count, const REAL *x,
                               int64_t x_step, const REAL *d, REAL *c, int64_t ldc, int accumulate);

typedef REAL K(vector) __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));
#define V K(vector)
INLINE V K(splat)(REAL x) { return x - (V){0}; }

// Called with pixels that meet the same taps: the first source and the result of each.
typedef void K(visit)(const void *context, qgan_taps down, qgan_taps across, int64_t count,
                      const REAL *const *sources, REAL *const *results);

// Pixels at the borders are few in one image, so those of several images come together and no padded copy is needed:
// as many images as the second cache holds, or as are twice the weights if these are more, since every class of pixels
// goes through its weights.
#define GROUP_BYTES (512 << 10)
#define MOST_GROUP 64

static void K(sweep)(const qgan_axis *down, const qgan_axis *across, int64_t source_channels, int64_t channels,
                     int64_t weights, const REAL *source, REAL *result, int64_t begin, int64_t end, K(visit) * visit,
                     const void *context) {
  const int64_t source_size = down->source_size * across->source_size * source_channels;
  const int64_t size = down->size * across->size * channels;
  const int64_t least = GROUP_BYTES / (int64_t)sizeof(REAL), most = 2 * weights > least ? 2 * weights : least;
  const int64_t fitting = most / (source_size + size + 1);
  const int64_t groups = pieces_of(end - begin, fitting < 1 ? 1 : at_most(fitting, MOST_GROUP));
  const REAL *sources[MOST_ROWS];
  REAL *results[MOST_ROWS];
  for (int64_t group = 0; group < groups; group++) {
    const int64_t first = begin + piece_begin(end - begin, groups, group);
    const int64_t last = begin + piece_begin(end - begin, groups, group + 1);
    for (int32_t dc = 0; dc < down->classes; dc++)
      for (int32_t ac = 0; ac < across->classes; ac++) {
        const qgan_taps rows = down->taps[down->order[down->begins[dc]]];
        const qgan_taps columns = across->taps[across->order[across->begins[ac]]];
        int64_t count = 0;
        for (int64_t b = first; b < last; b++)
          for (int32_t i = down->begins[dc]; i < down->begins[dc + 1]; i++) {
            const int64_t y = down->order[i];
            const REAL *from = source + b * source_size + down->taps[y].source * across->source_size * source_channels;
            REAL *to = result + b * size + y * across->size * channels;
            for (int32_t j = across->begins[ac]; j < across->begins[ac + 1]; j++) {
              const int64_t x = across->order[j];
              sources[count] = from + across->taps[x].source * source_channels;
              results[count] = to + x * channels;
              if (++count == MOST_ROWS) {
                visit(context, rows, columns, count, sources, results);
                count = 0;
              }
            }
          }
        if (count > 0) visit(context, rows, columns, count, sources, results);
      }
  }
}
