import QganIR

extension ExtractorDefinition {
  /// The network of published FIDs.
  static let inceptionV3 = ExtractorDefinition(
    "inception_v3", "The Inception-v3 that published FID, KID and Inception scores mean.",
    details: """
      The network of the TensorFlow graph `inception-2015-12-05`, as its PyTorch port has it: 2048 features after the last
      average pooling, 1008 logits. Samples become 8-bit RGB, are resampled to 299 by 299 as TensorFlow 1 did, and go in as
      (v - 128) / 128: the conventions of torch-fidelity. Metrics through it have no suffix. The weights,
      `pt_inception-2015-12-05-6726825d.pth`, are not part of qganc; docs/metrics.md says where they come from.
      """,
    parameters: [.weightPath], file: "inception_v3.qgan", network: "inception_v3", featuresAfter: "pool",
    weights: .file(rename: [], ignore: ["AuxLogits.*", "*.*.*.num_batches_tracked"])
  ) { _ in
    SamplePreparation(channels: 3, size: 299, filter: .bilinearTensorFlow1, offset: 128, divisor: 128)
  } label: { _ in
    ""
  }
}
