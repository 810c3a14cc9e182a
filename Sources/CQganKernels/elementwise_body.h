// Included once an element type and instruction set, after elementwise_math.h: the element-wise kernels.

#define DEFINE_UNARY(name, expression)                                                            \
  static void K(unary_##name)(const REAL *x, int64_t xs, REAL *y, int64_t n, REAL p) {            \
    (void)p;                                                                                      \
    if (xs == 1) {                                                                                \
      EACH { const REAL v = x[i]; y[i] = expression; }                                            \
    } else if (xs == 0) {                                                                         \
      const REAL v = x[0];                                                                        \
      const REAL r = expression;                                                                  \
      EACH { y[i] = r; }                                                                          \
    } else {                                                                                      \
      for (int64_t i = 0; i < n; i++) { const REAL v = x[i * xs]; y[i] = expression; }            \
    }                                                                                             \
  }
QGAN_UNARY_LIST(DEFINE_UNARY)

#define DEFINE_BINARY(name, expression)                                                           \
  static void K(binary_##name)(const REAL *a, int64_t as, const REAL *b, int64_t bs, REAL *y,     \
                               int64_t n) {                                                       \
    if (as == 1 && bs == 1) {                                                                     \
      EACH { const REAL v = a[i], w = b[i]; y[i] = expression; }                                  \
    } else if (as == 1 && bs == 0) {                                                              \
      const REAL w = b[0];                                                                        \
      EACH { const REAL v = a[i]; y[i] = expression; }                                            \
    } else if (as == 0 && bs == 1) {                                                              \
      const REAL v = a[0];                                                                        \
      EACH { const REAL w = b[i]; y[i] = expression; }                                            \
    } else {                                                                                      \
      for (int64_t i = 0; i < n; i++) { const REAL v = a[i * as], w = b[i * bs]; y[i] = expression; } \
    }                                                                                             \
  }
QGAN_BINARY_LIST(DEFINE_BINARY)

typedef void (*K(unary_function))(const REAL *, int64_t, REAL *, int64_t, REAL);
typedef void (*K(binary_function))(const REAL *, int64_t, const REAL *, int64_t, REAL *, int64_t);
#define UNARY_ENTRY(name, expression) K(unary_##name),
#define BINARY_ENTRY(name, expression) K(binary_##name),
static const K(unary_function) K(unary_functions)[] = {QGAN_UNARY_LIST(UNARY_ENTRY)};
static const K(binary_function) K(binary_functions)[] = {QGAN_BINARY_LIST(BINARY_ENTRY)};

// Walks the rows of the flat range [begin, end): offset[k] is operand k's element at the row's start, n the
// row's length, i its flat index in the result.
#define ROWS_BEGIN(operands)                                                                      \
  int64_t position[QGAN_MAX_RANK], offset[operands];                                              \
  int64_t rest = begin, i = begin;                                                                \
  const int last = rank - 1;                                                                      \
  for (int k = 0; k < operands; k++) offset[k] = 0;                                               \
  for (int d = last; d >= 0; d--) {                                                               \
    position[d] = rest % sizes[d];                                                                \
    rest /= sizes[d];                                                                             \
    for (int k = 0; k < operands; k++) offset[k] += position[d] * strides[k * rank + d];          \
  }                                                                                               \
  while (i < end) {                                                                               \
    int64_t n = sizes[last] - position[last];                                                     \
    if (n > end - i) n = end - i;

#define ROWS_END(operands)                                                                        \
    i += n;                                                                                       \
    if (i >= end) break;                                                                          \
    for (int k = 0; k < operands; k++) offset[k] -= position[last] * strides[k * rank + last];    \
    position[last] = 0;                                                                           \
    for (int d = last - 1; d >= 0; d--) {                                                         \
      for (int k = 0; k < operands; k++) offset[k] += strides[k * rank + d];                      \
      if (++position[d] < sizes[d]) break;                                                        \
      for (int k = 0; k < operands; k++) offset[k] -= sizes[d] * strides[k * rank + d];           \
      position[d] = 0;                                                                            \
    }                                                                                             \
  }

static void K(unary)(int op, int rank, const int64_t *sizes, const int64_t *strides, const void *x, void *y,
                     double p, int64_t begin, int64_t end) {
  const K(unary_function) f = K(unary_functions)[op];
  ROWS_BEGIN(1)
    f((const REAL *)x + offset[0], strides[last], (REAL *)y + i, n, (REAL)p);
  ROWS_END(1)
}

static void K(binary)(int op, int rank, const int64_t *sizes, const int64_t *strides, const void *a,
                      const void *b, void *y, int64_t begin, int64_t end) {
  const K(binary_function) f = K(binary_functions)[op];
  ROWS_BEGIN(2)
    f((const REAL *)a + offset[0], strides[last], (const REAL *)b + offset[1], strides[rank + last],
      (REAL *)y + i, n);
  ROWS_END(2)
}

static void K(select)(int rank, const int64_t *sizes, const int64_t *strides, const void *mask, const void *a,
                      const void *b, void *y, int64_t begin, int64_t end) {
  const int64_t ms = strides[rank - 1], as = strides[2 * rank - 1], bs = strides[3 * rank - 1];
  ROWS_BEGIN(3)
    const REAL *mr = (const REAL *)mask + offset[0], *ar = (const REAL *)a + offset[1];
    const REAL *br = (const REAL *)b + offset[2];
    REAL *yr = (REAL *)y + i;
    if (ms == 1 && as == 1 && bs == 1) {
      _Pragma("clang loop vectorize(assume_safety)") for (int64_t j = 0; j < n; j++) {
        const REAL v = ar[j], w = br[j];
        yr[j] = mr[j] != 0 ? v : w;
      }
    } else {
      for (int64_t j = 0; j < n; j++) yr[j] = mr[j * ms] != 0 ? ar[j * as] : br[j * bs];
    }
  ROWS_END(3)
}
