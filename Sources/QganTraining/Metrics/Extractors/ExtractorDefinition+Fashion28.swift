import QganIR

extension ExtractorDefinition {
  /// A classifier of Fashion-MNIST inside the binary.
  static let fashion28 = ExtractorDefinition(
    "fashion28", "A small classifier of gray 28 by 28 pictures, trained on Fashion-MNIST; it needs no file.",
    details: """
      64 features and 10 logits; trained by qganc itself from `examples/fashion/classifier.qgan`, its weights are part of
      the binary. Samples become 8-bit gray and, where they are not 28 by 28, are resampled (bilinear). Metrics through it
      end in `-fashion28`.
      """,
    file: "fashion28.qgan", network: "fashion28", featuresAfter: "pool",
    weights: .embedded("std/fashion28.safetensors")
  ) { _ in
    SamplePreparation(channels: 1, size: 28, filter: .bilinear, offset: 127.5, divisor: 127.5)
  } label: { _ in
    "-fashion28"
  }
}
