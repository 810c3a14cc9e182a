import CQganKernels

/// A convolution of one group of channels, or of one channel a group, ready to run: its samples are split over the
/// threads, each of which has memory of its own.
///
/// A weight gradient is a sum over samples: one partial sum a piece, added in order, so that the same number of threads
/// gives the same bytes.
final class ChannelsLastConvolution<Scalar: RuntimeScalar> {
  private typealias Elements = UnsafeMutablePointer<Scalar>

  private let family: ConvolutionFamily
  private let kind: ConvolutionKind
  private let pool: ThreadPool
  private let batch: Int
  private let pieces: Int
  /// Packed weights or partial sums, then the pieces' memory.
  private let memory: AlignedBuffer<Scalar>
  /// Elements of packed weights or of a partial sum, in use; and of a piece's memory.
  private let headSize, scratchSize: Int
  /// Where the pieces' memory begins.
  private let scratchStart: Int

  /// `nil` if no family of kernels can compute it.
  init?(_ request: KernelRequest<Scalar>, _ geometry: ChannelsLastGeometry, _ kind: ConvolutionKind) throws {
    guard
      let family = ConvolutionFamily(
        geometry.convolution, kind, type: Scalar.elementType, on: request.shared.instructionSet)
    else { return nil }
    self.family = family
    self.kind = kind
    pool = request.pool
    batch = geometry.batch
    // An element of the grain takes about a third of a nanosecond.
    let least = max(1, Double(request.grain) / 3)
    let worthwhile = min(family.cost * Double(batch) / least, Double(pool.count))
    pieces = max(1, min(batch, Int(worthwhile)))
    let functions = family.functions
    let isPartial = kind == .weightGradient
    headSize = Int(
      isPartial
        ? functions.partial_count(family.geometry) : functions.packed_count(family.geometry, kind.rawValue))
    // Pieces begin at lines of the cache.
    let scratch = Int(functions.scratch_count(family.geometry, kind.rawValue))
    try request.require(
      [headSize, scratch].allSatisfy { (0...Int.max / 4096).contains($0) }, "a convolution is too large")
    scratchSize = (scratch + 15) / 16 * 16
    scratchStart = ((isPartial ? pieces : 1) * headSize + 15) / 16 * 16
    // Convolutions of about a size share memory.
    let (slices, overflow) = scratchSize.multipliedReportingOverflow(by: pieces)
    let (total, overflows) = scratchStart.addingReportingOverflow(slices)
    try request.require(!overflow && !overflows && total <= Int.max / 2, "a convolution is too large")
    let shift = Int.bitWidth - max(total - 1, 1).leadingZeroBitCount
    memory = try request.shared.scratch(count: 1 << shift, for: "a convolution")
  }

  /// Computes `result` from operands `a` and `b`, in the order that the primitive has them.
  func runner(
    _ a: UnsafeMutablePointer<Scalar>, _ b: UnsafeMutablePointer<Scalar>,
    _ result: UnsafeMutablePointer<Scalar>
  ) -> () -> Void {
    let (functions, geometry, pool, pieces) = (family.functions, family.geometry, pool, pieces)
    let (head, kind) = (memory.pointer, kind)
    // Closures keep `self` for the geometry and the memory.
    switch kind {
    case .forward, .inputGradient:
      let compute = kind == .forward ? functions.forward : functions.input_gradient
      let body = { (first: Int, last: Int) in
        for piece in first..<last {
          compute?(geometry, a, head, result, self.scratch(piece), self.begin(piece), self.begin(piece + 1))
        }
      }
      return {
        functions.pack(geometry, kind.rawValue, b, head)
        pool.forRanges(pieces, grain: 1, body)
      }
    case .weightGradient:
      let size = headSize
      let body = { (first: Int, last: Int) in
        for piece in first..<last {
          let partial = head + piece * size
          qgan_fill(Scalar.elementType, partial, 0, Int64(size))
          functions.weight_gradient(
            geometry, a, b, partial, self.scratch(piece), self.begin(piece), self.begin(piece + 1))
        }
      }
      return {
        pool.forRanges(pieces, grain: 1, body)
        functions.finish(geometry, head, Int64(pieces), result)
      }
    }
  }

  private func scratch(_ piece: Int) -> Elements { memory.pointer + scratchStart + piece * scratchSize }

  /// The first sample of a piece.
  private func begin(_ piece: Int) -> Int64 {
    Int64(piece * (batch / pieces) + min(piece, batch % pieces))
  }
}
