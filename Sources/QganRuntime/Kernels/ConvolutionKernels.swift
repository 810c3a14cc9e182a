import COneDNN
import CQganKernels

/// The three convolutions, as sizes.
struct ConvolutionGeometry {
  let batch: Int
  let channels: Int
  let filters: Int
  let groups: Int
  let window: WindowGeometry

  /// For `x` [B, C, H, W], `w` [O, C / groups, kh, kw] and `y` [B, O, H', W'].
  init<Scalar>(_ request: KernelRequest<Scalar>, x: [Int], w: [Int], y: [Int]) throws {
    try request.require(x.count == 4 && w.count == 4 && y.count == 4, "\(x), \(w), \(y) are not of rank 4")
    groups = try request.integer("groups")
    (batch, channels, filters) = (x[0], x[1], w[0])
    try request.require(
      groups > 0 && channels % groups == 0 && filters % groups == 0 && w[1] == channels / groups
        && y[0] == batch && y[1] == filters, "\(x), \(w) in \(groups) groups do not give \(y)")
    window = try WindowGeometry(
      request, input: Array(x[2...]), kernel: Array(w[2...]), output: Array(y[2...]))
  }
}

extension KernelRegistry {
  /// Convolution and its gradients: oneDNN in single precision, im2col and matrix products otherwise.
  static func convolutionKernels<Scalar: RuntimeScalar>() -> [String: Builder<Scalar>] {
    [
      "conv2d": { request in
        try request.expect(operands: 2)
        let (x, w, y) = (request.operands[0], request.operands[1], request.results[0])
        let geometry = try ConvolutionGeometry(request, x: x.shape, w: w.shape, y: y.shape)
        return try libraryConvolution(request, geometry, QGAN_DNN_FORWARD)
          ?? forward(request, geometry, x: x.pointer, w: w.pointer, y: y.pointer)
      },
      "conv2d_input_gradient": { request in
        try request.expect(operands: 2)
        let (dy, w, dx) = (request.operands[0], request.operands[1], request.results[0])
        let geometry = try ConvolutionGeometry(request, x: dx.shape, w: w.shape, y: dy.shape)
        return try libraryConvolution(request, geometry, QGAN_DNN_INPUT_GRADIENT)
          ?? inputGradient(request, geometry, dy: dy.pointer, w: w.pointer, dx: dx.pointer)
      },
      "conv2d_weight_gradient": { request in
        try request.expect(operands: 2)
        let (x, dy, dw) = (request.operands[0], request.operands[1], request.results[0])
        let geometry = try ConvolutionGeometry(request, x: x.shape, w: dw.shape, y: dy.shape)
        return try libraryConvolution(request, geometry, QGAN_DNN_WEIGHT_GRADIENT)
          ?? weightGradient(request, geometry, x: x.pointer, dy: dy.pointer, dw: dw.pointer)
      },
    ]
  }

  /// The convolution by oneDNN; `nil` where the precision or the library does not have it.
  private static func libraryConvolution<Scalar>(
    _ request: KernelRequest<Scalar>, _ geometry: ConvolutionGeometry, _ kind: Int32
  ) throws -> Kernel? {
    guard Scalar.self == Float.self, !request.shared.avoidsOneDNN else { return nil }
    // The library keeps copies in layouts of its own, rounded up to blocks of channels.
    let elements = (request.operands + request.results).reduce(0) { $0 + $1.count }
    try Memory.check(2 * elements * MemoryLayout<Float>.stride, for: "a convolution's layouts")
    guard let convolution = try OneDNNConvolution(kind, geometry) else { return nil }
    let (a, b, y) = (request.operands[0].pointer, request.operands[1].pointer, request.results[0].pointer)
    return Kernel { _ in try convolution.run(a, b, y) }
  }

  /// One group's matrix product and the memory for its columns.
  private struct Columns<Scalar: RuntimeScalar> {
    let window: qgan_window
    let buffer: AlignedBuffer<Scalar>
    /// Per group: channels, filters, rows of the column matrix, positions of the output.
    let channels, filters, rows, positions: Int
    /// Elements of a sample's or kernel's group.
    let xSize, wSize, ySize: Int

    init(_ request: KernelRequest<Scalar>, _ geometry: ConvolutionGeometry) throws {
      window = geometry.window.window
      channels = geometry.channels / geometry.groups
      filters = geometry.filters / geometry.groups
      rows = channels * geometry.window.kernel.reduce(1, *)
      positions = geometry.window.output.reduce(1, *)
      xSize = channels * geometry.window.input.reduce(1, *)
      wSize = filters * rows
      ySize = filters * positions
      try request.require(max(rows, positions, filters) <= Int(Int32.max), "a convolution is too large")
      let (count, overflow) = rows.multipliedReportingOverflow(by: positions)
      try request.require(!overflow, "a convolution is too large")
      buffer = try request.shared.scratch(count: count, for: "the columns of a convolution")
    }

    func unfold(_ x: UnsafePointer<Scalar>) {
      withUnsafePointer(to: window) {
        qgan_im2col(Scalar.elementType, $0, Int64(channels), x, buffer.pointer)
      }
    }

    func fold(_ x: UnsafeMutablePointer<Scalar>) {
      withUnsafePointer(to: window) {
        qgan_col2im(Scalar.elementType, $0, Int64(channels), buffer.pointer, x)
      }
    }
  }

  private static func forward<Scalar>(
    _ request: KernelRequest<Scalar>, _ geometry: ConvolutionGeometry, x: UnsafeMutablePointer<Scalar>,
    w: UnsafeMutablePointer<Scalar>, y: UnsafeMutablePointer<Scalar>
  ) throws -> Kernel {
    let (c, groups) = (try Columns(request, geometry), geometry.groups)
    return Kernel {
      for i in 0..<geometry.batch * groups {
        c.unfold(x + i * c.xSize)
        Scalar.multiplyMatrices(
          transposeA: false, transposeB: false, m: Int32(c.filters), n: Int32(c.positions), k: Int32(c.rows),
          alpha: 1, a: w + i % groups * c.wSize, lda: Int32(c.rows), b: c.buffer.pointer,
          ldb: Int32(c.positions), beta: 0, c: y + i * c.ySize, ldc: Int32(c.positions))
      }
    }
  }

  private static func inputGradient<Scalar>(
    _ request: KernelRequest<Scalar>, _ geometry: ConvolutionGeometry, dy: UnsafeMutablePointer<Scalar>,
    w: UnsafeMutablePointer<Scalar>, dx: UnsafeMutablePointer<Scalar>
  ) throws -> Kernel {
    let (c, groups) = (try Columns(request, geometry), geometry.groups)
    return Kernel {
      for i in 0..<geometry.batch * groups {
        Scalar.multiplyMatrices(
          transposeA: true, transposeB: false, m: Int32(c.rows), n: Int32(c.positions), k: Int32(c.filters),
          alpha: 1, a: w + i % groups * c.wSize, lda: Int32(c.rows), b: dy + i * c.ySize,
          ldb: Int32(c.positions), beta: 0, c: c.buffer.pointer, ldc: Int32(c.positions))
        c.fold(dx + i * c.xSize)
      }
    }
  }

  private static func weightGradient<Scalar>(
    _ request: KernelRequest<Scalar>, _ geometry: ConvolutionGeometry, x: UnsafeMutablePointer<Scalar>,
    dy: UnsafeMutablePointer<Scalar>, dw: UnsafeMutablePointer<Scalar>
  ) throws -> Kernel {
    let (c, groups) = (try Columns(request, geometry), geometry.groups)
    return Kernel {
      for i in 0..<geometry.batch * groups {
        c.unfold(x + i * c.xSize)
        Scalar.multiplyMatrices(
          transposeA: false, transposeB: true, m: Int32(c.filters), n: Int32(c.rows), k: Int32(c.positions),
          alpha: 1, a: dy + i * c.ySize, lda: Int32(c.positions), b: c.buffer.pointer,
          ldb: Int32(c.positions), beta: i < groups ? 0 : 1, c: dw + i % groups * c.wSize, ldc: Int32(c.rows))
      }
    }
  }
}
