import QganIR

extension ReferenceInterpreter {
  /// `conv2d` and its two gradients: one trilinear form, summed over two of its three tensors.
  func convolution(_ operation: Operation, _ x: [ReferenceTensor], shape: [Int]) -> ReferenceTensor {
    var result = ReferenceTensor(shape, full: 0)
    switch operation.primitive {
    case "conv2d":
      visit(operation, image: x[0].shape, kernels: x[1].shape, output: shape) { image, kernel, output in
        result.values[output] += x[0].values[image] * x[1].values[kernel]
      }
    case "conv2d_input_gradient":
      visit(operation, image: shape, kernels: x[1].shape, output: x[0].shape) { image, kernel, output in
        result.values[image] += x[0].values[output] * x[1].values[kernel]
      }
    default:
      visit(operation, image: x[0].shape, kernels: shape, output: x[1].shape) { image, kernel, output in
        result.values[kernel] += x[0].values[image] * x[1].values[output]
      }
    }
    return result
  }

  /// Every triple of elements that a convolution multiplies, by their positions in image, kernels and output.
  private func visit(
    _ operation: Operation, image: [Int], kernels: [Int], output: [Int],
    _ body: (_ image: Int, _ kernel: Int, _ output: Int) -> Void
  ) {
    let window = Window(operation, kernel: Array(kernels[2...]))
    let perGroup = kernels[0] / (operation.integer("groups") ?? 1)
    let taps = IndexSequence(Array(kernels[1...])).map { (channel: $0[0], row: $0[1], column: $0[2]) }
    for (position, place) in IndexSequence(output).enumerated() {
      let firstChannel = place[0] * image[1] + place[1] / perGroup * kernels[1]
      let top = place[2] * window.strides[0] - window.padding[0]
      let left = place[3] * window.strides[1] - window.padding[1]
      for (number, tap) in taps.enumerated() {
        let (y, x) = (top + tap.row * window.dilation[0], left + tap.column * window.dilation[1])
        guard y >= 0, y < image[2], x >= 0, x < image[3] else { continue }
        body(
          ((firstChannel + tap.channel) * image[2] + y) * image[3] + x, place[1] * taps.count + number,
          position)
      }
    }
  }

  /// `max_pool2d`, `max_pool2d_scatter` and `max_pool2d_gather`.
  func pooling(_ operation: Operation, _ x: [ReferenceTensor], shape: [Int]) -> ReferenceTensor {
    switch operation.primitive {
    case "max_pool2d": return ReferenceTensor(shape) { x[0][chosen(operation, x[0], at: $0)] }
    case "max_pool2d_gather": return ReferenceTensor(shape) { x[1][chosen(operation, x[0], at: $0)] }
    default:
      var result = ReferenceTensor(shape, full: 0)
      for place in IndexSequence(x[1].shape) {
        result[chosen(operation, x[0], at: place)] += x[1][place]
      }
      return result
    }
  }

  /// The index of the element of `x` that wins the window at `place`.
  private func chosen(_ operation: Operation, _ x: ReferenceTensor, at place: [Int]) -> [Int] {
    let window = Window(operation)
    var best: (index: [Int], value: Double)?
    for tap in IndexSequence(window.kernel) {
      let row = place[2] * window.strides[0] - window.padding[0] + tap[0] * window.dilation[0]
      let column = place[3] * window.strides[1] - window.padding[1] + tap[1] * window.dilation[1]
      guard row >= 0, row < x.shape[2], column >= 0, column < x.shape[3] else { continue }
      let index = [place[0], place[1], row, column]
      let value = x[index]
      if let known = best, !(value > known.value || value.isNaN && !known.value.isNaN) { continue }
      best = (index, value)
    }
    // The shape rule has seen that every window holds an element.
    return best?.index ?? [place[0], place[1], 0, 0]
  }
}
