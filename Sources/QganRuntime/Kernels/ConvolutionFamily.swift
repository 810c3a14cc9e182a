import CQganKernels

/// What is computed of a convolution; raw values are the C kernels'.
enum ConvolutionKind: Int32 {
  /// y from x and w.
  case forward
  /// dx from dy and w.
  case inputGradient
  /// dw from x and dy.
  case weightGradient
}

/// A way to compute a convolution, with the geometry where C functions can read it.
final class ConvolutionFamily {
  let geometry: UnsafePointer<qgan_convolution>
  let functions: qgan_convolution_family
  /// About how many nanoseconds a sample takes.
  let cost: Double
  private let memory: UnsafeMutablePointer<qgan_convolution>

  /// The fastest way for elements of `type` with an instruction set; `nil` if there is none.
  init?(_ convolution: qgan_convolution, _ kind: ConvolutionKind, type: Int32, on set: InstructionSet) {
    var count: Int64 = 0
    let families = qgan_convolution_families(set.rawValue, type, &count)
    var best: (functions: qgan_convolution_family, cost: Double)?
    for index in 0..<Int(count) {
      guard let functions = families?[index]?.pointee else { continue }
      let cost = withUnsafePointer(to: convolution) { functions.cost($0, kind.rawValue) }
      // The first of equals, so that the choice is the same every time.
      if cost >= 0, cost < best?.cost ?? .infinity { best = (functions, cost) }
    }
    guard let best else { return nil }
    (functions, cost) = best
    memory = .allocate(capacity: 1)
    memory.initialize(to: convolution)
    geometry = UnsafePointer(memory)
  }

  deinit { memory.deallocate() }
}
