#pragma once
// The element-wise functions: name and value for the operand v (and w), with the constant p.
// A primitive of graph IR with one of these names gets its kernel from here.
#define QGAN_UNARY_LIST(X)                          \
  X(neg, -v)                                        \
  X(exp, M(exp)(v))                                 \
  X(log, M(log)(v))                                 \
  X(sqrt, LIB(sqrt)(v))                             \
  X(sin, LIB(sin)(v))                               \
  X(cos, LIB(cos)(v))                               \
  X(tan, LIB(tan)(v))                               \
  X(arcsin, LIB(asin)(v))                           \
  X(arccos, LIB(acos)(v))                           \
  X(arctan, LIB(atan)(v))                           \
  X(tanh, M(tanh)(v))                               \
  X(sigmoid, M(sigmoid)(v))                         \
  X(softplus, M(softplus)(v))                       \
  X(erf, LIB(erf)(v))                               \
  X(abs, LIB(fabs)(v))                              \
  X(sign, v != v ? v : (REAL)((v > 0) - (v < 0)))   \
  X(floor, LIB(floor)(v))                           \
  X(ceil, LIB(ceil)(v))                             \
  X(step, v > 0 ? (REAL)1 : (REAL)0)                \
  X(scale, v *p)                                    \
  X(offset, v + p)                                  \
  X(power, LIB(pow)(v, p))                          \
  X(leaky_relu, v > 0 ? v : v * p)                  \
  X(leaky_relu_slope, v > 0 ? (REAL)1 : p)          \
  X(stop_gradient, v)                               \
  X(square, v *v)                                   \
  X(cube, v *v *v)                                  \
  X(reciprocal, (REAL)1 / v)                        \
  X(reciprocal_sqrt, (REAL)1 / LIB(sqrt)(v))

// A NaN on either side of maximum and minimum wins.
#define QGAN_BINARY_LIST(X)                         \
  X(add, v + w)                                     \
  X(sub, v - w)                                     \
  X(mul, v *w)                                      \
  X(div, v / w)                                     \
  X(pow, LIB(pow)(v, w))                            \
  X(maximum, (v > w || v != v) ? v : w)             \
  X(minimum, (v < w || v != v) ? v : w)             \
  X(greater, v > w ? (REAL)1 : (REAL)0)             \
  X(greater_equal, v >= w ? (REAL)1 : (REAL)0)      \
  X(equal, v == w ? (REAL)1 : (REAL)0)
