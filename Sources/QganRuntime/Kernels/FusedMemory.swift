import CQganKernels

/// A fused program as C reads it, with everything that it points to.
final class FusedMemory<Scalar: RuntimeScalar> {
  let pointer: UnsafeMutablePointer<qgan_fused>
  private let places: UnsafeMutablePointer<qgan_fused_place>
  private let steps: UnsafeMutablePointer<qgan_fused_step>
  private let sums: UnsafeMutablePointer<qgan_fused_sum>
  private let indices: [IndexBuffer]
  private let kept: [IndexBuffer]
  private let constants: AlignedBuffer<Scalar>
  private var scratch: AlignedBuffer<Scalar>?

  init(
    walk: FusedWalk, axes: FusedSumAxes, places: [qgan_fused_place], steps: [qgan_fused_step],
    sums: [qgan_fused_sum], slotCount: Int, kept: [IndexBuffer], constants: AlignedBuffer<Scalar>
  ) {
    pointer = .allocate(capacity: 1)
    self.places = FusedMemory.copy(places)
    self.steps = FusedMemory.copy(steps)
    self.sums = FusedMemory.copy(sums)
    self.kept = kept
    self.constants = constants
    indices = [walk.sizes, axes.sizes, axes.strides].map { IndexBuffer($0) }
    var program = qgan_fused()
    program.count = Int64(walk.sizes.reduce(1, *))
    program.block = Int64(walk.block)
    program.row = Int64(walk.row)
    program.rank = Int32(walk.sizes.count)
    program.row_axis = Int32(walk.rowAxis)
    program.sizes = UnsafePointer(indices[0].pointer)
    program.places = UnsafePointer(self.places)
    program.place_count = Int32(places.count)
    program.steps = UnsafePointer(self.steps)
    program.sums = UnsafePointer(self.sums)
    program.sum_count = Int32(sums.count)
    let isInLanes = walk.hasLanes(axes)
    program.sum_kind = axes.losesRun ? QGAN_FUSED_RUNS : isInLanes ? QGAN_FUSED_LANES : QGAN_FUSED_COLUMNS
    program.sum_rank = Int32(axes.sizes.count)
    program.is_ordered = axes.isOrdered ? 1 : 0
    program.sum_sizes = UnsafePointer(indices[1].pointer)
    program.sum_strides = UnsafePointer(indices[2].pointer)
    program.run = Int64(axes.run)
    program.kept = Int64(axes.kept)
    let lanes = isInLanes ? sums.count * walk.block : 0
    let size = MemoryLayout<Scalar>.stride
    program.scratch_bytes = qgan_fused_header_bytes(&program) + Int64(roundedUp((slotCount + lanes) * size))
    pointer.initialize(to: program)
  }

  deinit {
    pointer.deallocate()
    places.deallocate()
    steps.deallocate()
    sums.deallocate()
  }

  /// Gives so many pieces memory, the totals of sums first.
  func use(_ shared: SharedResources<Scalar>, pieces: Int) throws {
    let totals = roundedUp(Int(qgan_fused_total_count(pointer, Int64(pieces))) * 8)
    let bytes = totals + pieces * Int(pointer.pointee.scratch_bytes)
    // Programs of about a size share memory.
    var count = 1 << 12
    while count * MemoryLayout<Scalar>.stride < bytes { count *= 2 }
    let buffer = try shared.scratch(count: count, for: "registers of `fused`")
    let base = UnsafeMutableRawPointer(buffer.pointer)
    pointer.pointee.totals = base.bindMemory(to: Double.self, capacity: totals / 8)
    pointer.pointee.scratch = base + totals
    scratch = buffer
  }

  private static func copy<Element>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
    let pointer = UnsafeMutablePointer<Element>.allocate(capacity: max(elements.count, 1))
    for (index, element) in elements.enumerated() { (pointer + index).initialize(to: element) }
    return pointer
  }
}

/// Bytes in whole cache lines.
private func roundedUp(_ bytes: Int) -> Int { (bytes + 63) / 64 * 64 }
