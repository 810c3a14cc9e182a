import QganIR

extension ExtractorDefinition {
  /// The network of published FIDs.
  static let inceptionV3 = ExtractorDefinition(
    "inception_v3", "The Inception-v3 that published FID, KID and Inception scores mean.",
    details: """
      The network of TensorFlow's graph `inception-2015-12-05`, as its PyTorch port has it: 2048 features after the last
      average pooling; 1008 logits, without their bias, as published scores take them. Samples become 8-bit RGB, are
      resampled to 299 by 299 as TensorFlow 1 did, and go in as (v - 128) / 128: the conventions of torch-fidelity. What is
      logged through it has no label. The weights, `pt_inception-2015-12-05-6726825d.pth`, are not part of qganc;
      docs/metrics.md says where they come from.
      """,
    parameters: [.weightPath], file: "inception_v3.qgan", network: "inception_v3(bias: false)",
    featuresAfter: "AvgPool", weights: .file(rename: [], ignore: ["fc.bias"])
  ) { _ in
    SamplePreparation(
      channels: 3, size: 299, filter: .bilinearTensorFlow1, isInNetwork: true, offset: 127.5, divisor: 127.5)
  } label: { _ in
    ""
  }
}
