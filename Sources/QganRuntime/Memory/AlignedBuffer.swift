import CQganKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Zeroed elements at a 64-byte boundary, freed with the last reference.
public final class AlignedBuffer<Scalar: RuntimeScalar> {
  public let pointer: UnsafeMutablePointer<Scalar>
  public let count: Int

  /// Allocates `count` elements for `what`; throws `RuntimeError.outOfMemory` where they do not fit.
  public init(count: Int, for what: String) throws {
    let (size, overflow) = Swift.max(count, 1).multipliedReportingOverflow(by: MemoryLayout<Scalar>.stride)
    guard count >= 0, !overflow else {
      throw RuntimeError.outOfMemory(what: what, need: Int.max, have: Memory.available)
    }
    try Memory.check(size, for: what)
    var raw: UnsafeMutableRawPointer?
    guard posix_memalign(&raw, 64, size) == 0, let raw else {
      throw RuntimeError.outOfMemory(what: what, need: size, have: Memory.available)
    }
    memset(raw, 0, size)
    self.pointer = raw.bindMemory(to: Scalar.self, capacity: Swift.max(count, 1))
    self.count = count
  }

  deinit { free(pointer) }

  /// The elements.
  public var elements: UnsafeMutableBufferPointer<Scalar> {
    UnsafeMutableBufferPointer(start: pointer, count: count)
  }

  /// Copies as many of `values`, rounded, as there are elements; a single value fills.
  func fill(with values: [Double]) {
    if values.count == 1 {
      qgan_fill(Scalar.elementType, pointer, values[0], Int64(count))
    } else {
      values.withUnsafeBufferPointer {
        guard let base = $0.baseAddress else { return }
        qgan_from_double(Scalar.elementType, base, pointer, Int64(Swift.min(count, values.count)))
      }
    }
  }
}

/// Integers that C loops read, such as sizes and strides.
final class IndexBuffer {
  let pointer: UnsafeMutablePointer<Int64>

  init(_ values: [Int]) {
    pointer = .allocate(capacity: Swift.max(values.count, 1))
    for (i, value) in values.enumerated() { pointer[i] = Int64(value) }
  }

  deinit { pointer.deallocate() }
}
