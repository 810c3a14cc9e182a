import COpenBLAS

/// Linear algebra of whole row-major matrices in double precision, by OpenBLAS and its LAPACK.
///
/// Results are the same for the same number of threads.
public struct LinearAlgebra: Sendable {
  /// Threads that a call uses.
  public let threads: Int

  /// Linear algebra on so many threads.
  public init(threads: Int = 1) { self.threads = max(1, min(threads, 1024)) }

  /// `c = factor a b' + (adding ? c : 0)`, `a` being `m` x `k`, `b` `n` x `k` and `c` `m` x `n`.
  public func multiply(
    _ a: [Double], byTransposeOf b: [Double], m: Int, n: Int, k: Int, factor: Double = 1,
    into c: inout [Double],
    adding: Bool = false
  ) {
    precondition(
      a.count >= m * k && b.count >= n * k && c.count >= m * n, "matrices smaller than their sizes")
    guard m > 0, n > 0 else { return }
    locked {
      cblas_dgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, Int32(m), Int32(n), Int32(k), factor, a, Int32(max(1, k)), b,
        Int32(max(1, k)), adding ? 1 : 0, &c, Int32(n))
    }
  }

  /// Adds `factor a' a` to the upper half of `c`, `a` being `m` x `n` and `c` `n` x `n`.
  public func addSquare(of a: [Double], m: Int, n: Int, factor: Double = 1, to c: inout [Double]) {
    precondition(a.count >= m * n && c.count >= n * n, "matrices smaller than their sizes")
    guard m > 0, n > 0 else { return }
    locked {
      cblas_dsyrk(
        CblasRowMajor, CblasUpper, CblasTrans, Int32(n), Int32(m), factor, a, Int32(n), 1, &c, Int32(n))
    }
  }

  /// Eigenvalues of a symmetric `n` x `n` matrix in ascending order, and the eigenvectors as rows.
  ///
  /// Throws `RuntimeError.library` where they are not found, as for matrices with NaN or infinite elements.
  public func eigen(symmetric a: [Double], n: Int) throws -> (values: [Double], vectors: [Double]) {
    precondition(a.count == n * n, "a matrix of another size")
    guard n > 0 else { return ([], []) }
    guard a.allSatisfy(\.isFinite) else { throw LinearAlgebra.failure("eigenvalues") }
    var vectors = a
    var values = [Double](repeating: 0, count: n)
    var size = Int32(n)
    var info: Int32 = 0
    var (workSize, indexSize): (Int32, Int32) = (-1, -1)
    var (work, indices): ([Double], [Int32]) = ([0], [0])
    locked {
      // First for the sizes of the workspaces, then for the values.
      for _ in 0..<2 {
        dsyevd_(
          "V", "U", &size, &vectors, &size, &values, &work, &workSize, &indices, &indexSize, &info, 1, 1)
        guard info == 0 else { return }
        if workSize == -1 {
          (workSize, indexSize) = (Int32(work[0]), indices[0])
          work = [Double](repeating: 0, count: Int(workSize))
          indices = [Int32](repeating: 0, count: Int(indexSize))
        }
      }
    }
    guard info == 0 else { throw LinearAlgebra.failure("eigenvalues") }
    return (values, vectors)
  }

  /// The singular values of an `m` x `n` matrix, in descending order.
  ///
  /// Throws `RuntimeError.library` where they are not found, as for matrices with NaN or infinite elements.
  public func singularValues(of a: [Double], m: Int, n: Int) throws -> [Double] {
    precondition(a.count == m * n, "a matrix of another size")
    guard m > 0, n > 0 else { return [] }
    guard a.allSatisfy(\.isFinite) else { throw LinearAlgebra.failure("singular values") }
    var matrix = a
    var values = [Double](repeating: 0, count: min(m, n))
    // LAPACK sees the transpose, which has the same singular values.
    var (rows, columns, one): (Int32, Int32, Int32) = (Int32(n), Int32(m), 1)
    var info: Int32 = 0
    var workSize: Int32 = -1
    var work: [Double] = [0]
    var indices = [Int32](repeating: 0, count: 8 * min(m, n))
    var unused = 0.0
    var alsoUnused = 0.0
    locked {
      for _ in 0..<2 {
        dgesdd_(
          "N", &rows, &columns, &matrix, &rows, &values, &unused, &one, &alsoUnused, &one, &work, &workSize,
          &indices, &info, 1)
        guard info == 0 else { return }
        if workSize == -1 {
          workSize = Int32(work[0])
          work = [Double](repeating: 0, count: Int(workSize))
        }
      }
    }
    guard info == 0 else { throw LinearAlgebra.failure("singular values") }
    return values
  }

  private static func failure(_ what: String) -> RuntimeError {
    .library(
      name: "LAPACK", message: "the \(what) of a matrix were not found; does it hold NaN or infinities?")
  }

  private func locked(_ body: () -> Void) {
    LibraryThreads.using(threads, body)
  }
}
