import COpenBLAS
import CQganKernels

/// A precision that plans run in: `Float` or `Double`.
public protocol RuntimeScalar: BinaryFloatingPoint, Sendable {
  /// The element type's number in the C kernels.
  static var elementType: Int32 { get }

  /// `c = alpha op(a) op(b) + beta c` for row-major matrices, `op(a)` being `m` x `k` and `op(b)` `k` x `n`;
  /// `lda`, `ldb`, `ldc` are elements between rows as stored.
  static func multiplyMatrices(
    transposeA: Bool, transposeB: Bool, m: Int32, n: Int32, k: Int32, alpha: Self,
    a: UnsafePointer<Self>, lda: Int32, b: UnsafePointer<Self>, ldb: Int32, beta: Self,
    c: UnsafeMutablePointer<Self>, ldc: Int32)
}

extension Float: RuntimeScalar {
  public static var elementType: Int32 { QGAN_F32 }

  public static func multiplyMatrices(
    transposeA: Bool, transposeB: Bool, m: Int32, n: Int32, k: Int32, alpha: Float,
    a: UnsafePointer<Float>, lda: Int32, b: UnsafePointer<Float>, ldb: Int32, beta: Float,
    c: UnsafeMutablePointer<Float>, ldc: Int32
  ) {
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
  }
}

extension Double: RuntimeScalar {
  public static var elementType: Int32 { QGAN_F64 }

  public static func multiplyMatrices(
    transposeA: Bool, transposeB: Bool, m: Int32, n: Int32, k: Int32, alpha: Double,
    a: UnsafePointer<Double>, lda: Int32, b: UnsafePointer<Double>, ldb: Int32, beta: Double,
    c: UnsafeMutablePointer<Double>, ldc: Int32
  ) {
    cblas_dgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
  }
}
