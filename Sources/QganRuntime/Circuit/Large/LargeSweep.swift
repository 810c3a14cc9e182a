import CQganKernels

/// What a sweep takes besides states; threads only read it.
struct LargeReading: @unchecked Sendable {
  var readout: UnsafePointer<large_readout>?
  var start: UnsafePointer<large_start>?
  /// Sums of each block for the start's high factor.
  var columns: UnsafeMutablePointer<Double>?
}

/// A sweep over states, whose ranges threads run.
struct LargeSweep: @unchecked Sendable {
  private let header: large_sweep
  private let kernels: large_kernels

  init(_ header: large_sweep, _ kernels: large_kernels) {
    self.header = header
    self.kernels = kernels
  }

  func lowForward(_ part: LargeWorkers.Part, _ range: Range<Int>) {
    var header = header
    kernels.low_forward(&header, Int64(range.lowerBound), Int64(range.upperBound), part.scratch)
  }

  func highForward(_ part: LargeWorkers.Part, _ range: Range<Int>) {
    var header = header
    kernels.high_forward(&header, Int64(range.lowerBound), Int64(range.upperBound), part.scratch)
  }

  func highBackward(_ part: LargeWorkers.Part, _ range: Range<Int>, sums: Int) {
    var header = header
    kernels.high_backward(
      &header, Int64(range.lowerBound), Int64(range.upperBound), part.scratch, part.sums + sums)
  }

  func lowBackward(_ part: LargeWorkers.Part, _ range: Range<Int>, bits: Int, masks: Int, unapply: Double) {
    var header = header
    kernels.low_backward(
      &header, Int64(range.lowerBound), Int64(range.upperBound), part.scratch, part.sums + bits,
      part.sums + masks, unapply)
  }

  func start(_ reading: LargeReading, _ range: Range<Int>) {
    var header = header
    kernels.start(&header, reading.start, Int64(range.lowerBound), Int64(range.upperBound))
  }

  func startBackward(_ reading: LargeReading, _ part: LargeWorkers.Part, _ range: Range<Int>) {
    var header = header
    kernels.start_backward(
      &header, reading.start, Int64(range.lowerBound), Int64(range.upperBound), part.scratch, part.rows,
      reading.columns)
  }

  func measure(_ reading: LargeReading, _ part: LargeWorkers.Part, _ range: Range<Int>, sums: Int) {
    var header = header
    kernels.measure(
      &header, reading.readout, Int64(range.lowerBound), Int64(range.upperBound), part.scratch,
      part.sums + sums, part.distributions)
  }

  func observe(_ reading: LargeReading, _ part: LargeWorkers.Part, _ range: Range<Int>) {
    var header = header
    kernels.observe(
      &header, reading.readout, Int64(range.lowerBound), Int64(range.upperBound), part.scratch)
  }

  func overlap(_ pauli: large_pauli, _ part: LargeWorkers.Part, _ range: Range<Int>, sums: Int) {
    var (header, pauli) = (header, pauli)
    kernels.overlap(
      &header, &pauli, Int64(range.lowerBound), Int64(range.upperBound), part.sums + sums)
  }

  func kick(_ pauli: large_pauli, _ weight: Double, _ range: Range<Int>) {
    var (header, pauli) = (header, pauli)
    kernels.kick(&header, &pauli, Int64(range.lowerBound), Int64(range.upperBound), weight)
  }
}
