#include "large_common.h"

#include "include/quantum.h"

extern const large_kernels large_portable_float, large_portable_double;
#if defined(__x86_64__)
extern const large_kernels large_avx2_float, large_avx2_double, large_avx512_float, large_avx512_double;
#endif

const large_kernels *large_kernels_for(int isa, int isDouble) {
#if defined(__x86_64__)
  if (isa == QUANTUM_AVX512) return isDouble ? &large_avx512_double : &large_avx512_float;
  if (isa == QUANTUM_AVX2) return isDouble ? &large_avx2_double : &large_avx2_float;
#endif
  return isDouble ? &large_portable_double : &large_portable_float;
}

int64_t large_scratch(const large_shape *shape, int64_t numberBytes) {
  // A backward low sweep: two planes of a diagonal, two of psi, one of what the diagonal's gradient is made of.
  const int64_t low = (int64_t)5 << shape->lowBits;
  // A backward high sweep: a column of lambda and one of psi.
  const int64_t high = 2 * (LARGE_LINE / numberBytes) << (shape->qubits - shape->lowBits);
  return low > high ? low : high;
}

void large_product(const double *vectors, int32_t count, double *product) {
  product[0] = 1;
  product[1] = 0;
  for (int32_t q = 0; q < count; q++) {
    const double *v = vectors + 4 * q;
    double *above = product + ((int64_t)2 << q);
    for (int64_t j = 0; j < (int64_t)2 << q; j += 2) {
      const double re = product[j], im = product[j + 1];
      above[j] = re * v[2] - im * v[3];
      above[j + 1] = re * v[3] + im * v[2];
      product[j] = re * v[0] - im * v[1];
      product[j + 1] = re * v[1] + im * v[0];
    }
  }
}

void large_contract(const double *vectors, int32_t count, double *y, double *scratch, double *result) {
  for (int32_t q = count - 1; q >= 0; q--) {
    const double *v = vectors + 4 * q;
    const double *above = y + ((int64_t)2 << q);
    double *r = result + 4 * q;
    large_product(vectors, q, scratch);
    r[0] = r[1] = r[2] = r[3] = 0;
    for (int64_t j = 0; j < (int64_t)2 << q; j += 2) {
      const double re = scratch[j], im = scratch[j + 1];
      r[0] += y[j] * re - y[j + 1] * im;
      r[1] += y[j] * im + y[j + 1] * re;
      r[2] += above[j] * re - above[j + 1] * im;
      r[3] += above[j] * im + above[j + 1] * re;
      const double lower = y[j] * v[0] - y[j + 1] * v[1] + above[j] * v[2] - above[j + 1] * v[3];
      y[j + 1] = y[j] * v[1] + y[j + 1] * v[0] + above[j] * v[3] + above[j + 1] * v[2];
      y[j] = lower;
    }
  }
}
