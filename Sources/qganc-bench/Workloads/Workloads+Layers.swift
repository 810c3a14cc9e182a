extension Workloads {
  /// Layers alone, with names that end in the height and width of the images where several are there.
  static let singleLayers: [Workload] = [
    layer("dense", "2048 to 1024", "dense(1024)", [2048]),
    convolution(64, size: 8), convolution(64, size: 16), convolution(64, size: 32),
    convolution(16, size: 64),
    layer(
      "depthwise", "3x3, 64 channels, 32 x 32",
      "conv2d(64, kernel: 3, padding: 1, groups: 64, bias: false)", [64, 32, 32]),
    layer(
      "transposed", "4x4, stride 2, 64 to 32 channels, 16 x 16",
      "conv_transpose2d(32, kernel: 4, stride: 2, padding: 1, bias: false)", [64, 16, 16]),
    layer("batch_norm", "64 channels, 16 x 16", "batch_norm", [64, 16, 16]),
    layer("upsample", "twice as large, nearest, 64 channels, 16 x 16", "upsample(2)", [64, 16, 16]),
  ]

  private static func convolution(_ channels: Int, size: Int) -> Workload {
    layer(
      "conv3x3@\(size)", "\(channels) channels, \(size) x \(size)",
      "conv2d(\(channels), kernel: 3, padding: 1, bias: false)", [channels, size, size])
  }

  private static func layer(_ name: String, _ summary: String, _ layer: String, _ shape: [Int]) -> Workload {
    let sizes = shape.map { "\($0)" }.joined(separator: ", ")
    return Workload(
      name: "layers/\(name)", summary: summary,
      source: "qgan 1.0;\n\nmodel alone(input float[\(sizes)] x) {\n  return x |> \(layer);\n}\n",
      subject: .layer(call: "alone", shape: shape), batches: [.init(size: 64, seed: 0)])
  }
}
