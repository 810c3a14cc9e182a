import CQganKernels

/// A convolution in groups, one after another on copies of the groups' channels, for which there is no kernel.
struct GroupedConvolution<Scalar: RuntimeScalar> {
  private let convolution: ChannelsLastConvolution<Scalar>
  private let geometry: qgan_convolution
  private let kind: ConvolutionKind
  /// Pixels of all x and of all y.
  private let xPixels, yPixels: Int
  /// One group's channels and filters.
  private let x, y: AlignedBuffer<Scalar>

  /// `nil` if no family of kernels can compute one group.
  init?(_ request: KernelRequest<Scalar>, _ geometry: ChannelsLastGeometry, _ kind: ConvolutionKind) throws {
    let group = geometry.group
    guard let convolution = try ChannelsLastConvolution(request, group, kind) else { return nil }
    self.convolution = convolution
    self.geometry = geometry.convolution
    self.kind = kind
    // The tensors have been allocated, so their sizes cannot overflow.
    xPixels = geometry.batch * Int(self.geometry.height * self.geometry.width)
    yPixels = geometry.batch * Int(self.geometry.out_height * self.geometry.out_width)
    x = try AlignedBuffer(count: xPixels * Int(group.convolution.channels), for: "a convolution's group")
    y = try AlignedBuffer(count: yPixels * Int(group.convolution.filters), for: "a convolution's group")
  }

  /// Computes `result` from operands `a` and `b`, in the order that the primitive has them.
  func runner(
    _ a: UnsafeMutablePointer<Scalar>, _ b: UnsafeMutablePointer<Scalar>,
    _ result: UnsafeMutablePointer<Scalar>
  ) -> () -> Void {
    let groups = Int(geometry.groups)
    let (channels, filters) = (Int(geometry.channels) / groups, Int(geometry.filters) / groups)
    let weights = filters * channels * Int(geometry.kernel_height * geometry.kernel_width)
    let xs = (0..<groups).map { Copy(width: channels, of: channels * groups, rows: xPixels, at: $0) }
    let ys = (0..<groups).map { Copy(width: filters, of: filters * groups, rows: yPixels, at: $0) }
    let (x, y) = (x, y)
    switch kind {
    case .forward:
      let runs = (0..<groups).map { convolution.runner(x.pointer, b + $0 * weights, y.pointer) }
      return {
        for group in 0..<groups {
          xs[group].gather(a, into: x.pointer)
          runs[group]()
          ys[group].scatter(y.pointer, into: result)
        }
      }
    case .inputGradient:
      let runs = (0..<groups).map { convolution.runner(y.pointer, b + $0 * weights, x.pointer) }
      return {
        for group in 0..<groups {
          ys[group].gather(a, into: y.pointer)
          runs[group]()
          xs[group].scatter(x.pointer, into: result)
        }
      }
    case .weightGradient:
      let runs = (0..<groups).map { convolution.runner(x.pointer, y.pointer, result + $0 * weights) }
      return {
        for group in 0..<groups {
          xs[group].gather(a, into: x.pointer)
          ys[group].gather(b, into: y.pointer)
          runs[group]()
        }
      }
    }
  }

  /// The columns of one group in a matrix of all groups' columns.
  private struct Copy {
    private let offset: Int
    private let rows: Int64
    private let sizes, all, one: IndexBuffer

    init(width: Int, of total: Int, rows: Int, at group: Int) {
      offset = group * width
      self.rows = Int64(rows)
      sizes = IndexBuffer([rows, width])
      all = IndexBuffer([total, 1])
      one = IndexBuffer([width, 1])
    }

    func gather(_ source: UnsafeMutablePointer<Scalar>, into target: UnsafeMutablePointer<Scalar>) {
      qgan_copy_strided(
        Scalar.elementType, 2, sizes.pointer, one.pointer, all.pointer, source + offset, target, 0, rows)
    }

    func scatter(_ source: UnsafeMutablePointer<Scalar>, into target: UnsafeMutablePointer<Scalar>) {
      qgan_copy_strided(
        Scalar.elementType, 2, sizes.pointer, all.pointer, one.pointer, source, target + offset, 0, rows)
    }
  }
}
