#pragma once
// Functions of steps beside the element-wise primitives of tensor_lists.h, mostly pairs of these that are one loop:
// name and value for the operands v, w (and u) with the constant p.
#define QGAN_FUSED_BINARY_LIST(X)                     \
  X(copy, v)                                          \
  X(add_leaky_relu, v + w > 0 ? v + w : (v + w) * p)  \
  X(mul_leaky_relu_slope, w > 0 ? v : v *p)           \
  X(sub_square, (v - w) * (v - w))                    \
  X(square_mul, v *v *w)                              \
  X(sqrt_mul, LIB(sqrt)(v) * w)                       \
  X(mul_tanh, M(tanh)(v *w))                          \
  X(add_tanh, M(tanh)(v + w))

#define QGAN_FUSED_TERNARY_LIST(X)                    \
  X(select, v != 0 ? w : u)                           \
  X(mul_add, v *w + u)                                \
  X(mul_sub, v *w - u)                                \
  X(mul_sub_from, u - v * w)                          \
  X(mul_mul, v *w *u)                                 \
  X(add_mul, (v + w) * u)                             \
  X(sub_mul, (v - w) * u)                             \
  X(add_add, v + w + u)                               \
  X(sqrt_mul_add, LIB(sqrt)(v) * w + u)               \
  X(mul_add_leaky_relu, v *w + u > 0 ? v * w + u : (v * w + u) * p)
