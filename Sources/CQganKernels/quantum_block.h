// 2x2 matrices whose parts are of type T (a number, or one a sample). Included with T, TS (its scalar) and B(name).

typedef struct {
  T re[4], im[4];
} B(matrix2);

// The matrix of a factor with cos and sin of its argument.
static inline B(matrix2) B(factor_of)(const quantum_factor *factor, T c, T s) {
  const T zero = {0}, one = zero + (TS)1;
  B(matrix2) m;
  switch (factor->kind) {
    case QUANTUM_FACTOR_X:
      m = (B(matrix2)){{c, zero, zero, c}, {zero, -s, -s, zero}};
      break;
    case QUANTUM_FACTOR_Y:
      m = (B(matrix2)){{c, -s, s, c}, {zero, zero, zero, zero}};
      break;
    case QUANTUM_FACTOR_Z:
      m = (B(matrix2)){{c, zero, zero, c}, {-s, zero, zero, s}};
      break;
    case QUANTUM_FACTOR_PHASE:
      m = (B(matrix2)){{one, zero, zero, c}, {zero, zero, zero, s}};
      break;
    default:
      for (int k = 0; k < 4; k++) {
        m.re[k] = zero + (TS)factor->matrix[2 * k];
        m.im[k] = zero + (TS)factor->matrix[2 * k + 1];
      }
  }
  return m;
}

static inline B(matrix2) B(multiply)(const B(matrix2) *a, const B(matrix2) *b) {
  B(matrix2) m;
  for (int r = 0; r < 2; r++) {
    for (int c = 0; c < 2; c++) {
      const int p = 2 * r, q = 2 * r + 1, k = 2 * r + c;
      m.re[k] = a->re[p] * b->re[c] - a->im[p] * b->im[c] + a->re[q] * b->re[2 + c] - a->im[q] * b->im[2 + c];
      m.im[k] = a->re[p] * b->im[c] + a->im[p] * b->re[c] + a->re[q] * b->im[2 + c] + a->im[q] * b->re[2 + c];
    }
  }
  return m;
}

// Inner products E[a][b] = <lambda_a|psi_b> after a factor F, brought before it: F^T E conj(F).
static inline B(matrix2) B(undo)(const B(matrix2) *e, const B(matrix2) *f) {
  const B(matrix2) transposed = {
      {f->re[0], f->re[2], f->re[1], f->re[3]}, {f->im[0], f->im[2], f->im[1], f->im[3]}};
  const B(matrix2) conjugate = {
      {f->re[0], f->re[1], f->re[2], f->re[3]}, {-f->im[0], -f->im[1], -f->im[2], -f->im[3]}};
  const B(matrix2) half = B(multiply)(&transposed, e);
  return B(multiply)(&half, &conjugate);
}

// The derivative of <psi|O|psi> by a factor's argument, from the inner products after it, lambda being O psi.
static inline T B(slope)(const quantum_factor *factor, const B(matrix2) *e) {
  switch (factor->kind) {
    case QUANTUM_FACTOR_X: return (TS)2 * (e->im[1] + e->im[2]);
    case QUANTUM_FACTOR_Y: return (TS)2 * (e->re[2] - e->re[1]);
    case QUANTUM_FACTOR_Z: return (TS)2 * (e->im[0] - e->im[3]);
    default: return (TS)-2 * e->im[3];
  }
}
