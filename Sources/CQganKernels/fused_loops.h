// Included once an element type and instruction set, after elementwise_math.h: a loop for every function of a step,
// and for every choice of operands that are one element.

#define ARGUMENTS const REAL *a, const REAL *b, const REAL *c, REAL *y, int64_t n, REAL p
#define INLINE static inline __attribute__((always_inline)) void

#define LOOP_1(name, expression)                                                  \
  static void K(loop_##name)(ARGUMENTS) {                                         \
    (void)b, (void)c, (void)p;                                                    \
    EACH { const REAL v = a[i]; y[i] = expression; }                              \
  }
QGAN_UNARY_LIST(LOOP_1)

#define LOOP_2(name, expression)                                                  \
  INLINE K(any_##name)(ARGUMENTS, int as, int bs) {                               \
    (void)c, (void)p;                                                             \
    const REAL v0 = a[0], w0 = b[0];                                              \
    EACH {                                                                        \
      const REAL v = as ? a[i] : v0, w = bs ? b[i] : w0;                          \
      (void)w;                                                                    \
      y[i] = expression;                                                          \
    }                                                                             \
  }                                                                               \
  static void K(loop0_##name)(ARGUMENTS) { K(any_##name)(a, b, c, y, n, p, 1, 1); } \
  static void K(loop1_##name)(ARGUMENTS) { K(any_##name)(a, b, c, y, n, p, 0, 1); } \
  static void K(loop2_##name)(ARGUMENTS) { K(any_##name)(a, b, c, y, n, p, 1, 0); }
QGAN_BINARY_LIST(LOOP_2)
QGAN_FUSED_BINARY_LIST(LOOP_2)

#define LOOP_3(name, expression)                                                                \
  INLINE K(any_##name)(ARGUMENTS, int as, int bs, int cs) {                                     \
    (void)p;                                                                                    \
    const REAL v0 = a[0], w0 = b[0], u0 = c[0];                                                 \
    EACH {                                                                                      \
      const REAL v = as ? a[i] : v0, w = bs ? b[i] : w0, u = cs ? c[i] : u0;                    \
      y[i] = expression;                                                                        \
    }                                                                                           \
  }                                                                                             \
  static void K(loop0_##name)(ARGUMENTS) { K(any_##name)(a, b, c, y, n, p, 1, 1, 1); }          \
  static void K(loop1_##name)(ARGUMENTS) { K(any_##name)(a, b, c, y, n, p, 0, 1, 1); }          \
  static void K(loop2_##name)(ARGUMENTS) { K(any_##name)(a, b, c, y, n, p, 1, 0, 1); }          \
  static void K(loop3_##name)(ARGUMENTS) { K(any_##name)(a, b, c, y, n, p, 0, 0, 1); }          \
  static void K(loop4_##name)(ARGUMENTS) { K(any_##name)(a, b, c, y, n, p, 1, 1, 0); }          \
  static void K(loop5_##name)(ARGUMENTS) { K(any_##name)(a, b, c, y, n, p, 0, 1, 0); }          \
  static void K(loop6_##name)(ARGUMENTS) { K(any_##name)(a, b, c, y, n, p, 1, 0, 0); }
QGAN_FUSED_TERNARY_LIST(LOOP_3)

typedef void (*K(loop))(ARGUMENTS);
#define ENTRY_1(name, expression) {K(loop_##name)},
#define ENTRY_2(name, expression) {K(loop0_##name), K(loop1_##name), K(loop2_##name)},
#define ENTRY_3(name, expression)                                                                    \
  {K(loop0_##name), K(loop1_##name), K(loop2_##name), K(loop3_##name), K(loop4_##name), K(loop5_##name), \
   K(loop6_##name)},
// In the order of `names` in fused.c; the second index is a step's mask.
static const K(loop) K(loops)[][7] = {QGAN_UNARY_LIST(ENTRY_1) QGAN_BINARY_LIST(ENTRY_2)
                                          QGAN_FUSED_BINARY_LIST(ENTRY_2) QGAN_FUSED_TERNARY_LIST(ENTRY_3)};

#undef ARGUMENTS
#undef INLINE
#undef LOOP_1
#undef LOOP_2
#undef LOOP_3
#undef ENTRY_1
#undef ENTRY_2
#undef ENTRY_3
