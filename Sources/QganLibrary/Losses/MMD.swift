import QganIR

extension Losses {
  static let mmd = LossDefinition(
    "mmd", "Maximum mean discrepancy between samples.",
    details: "Gaussian kernels of several `widths`. Gretton et al. 2012; for Born machines arXiv:1804.04168.",
    parameters: [
      ParameterSpec(
        "widths", .reals(count: nil), default: .array(shape: [1], elements: [1]), "Widths of the kernels.")
    ],
    kind: .distribution { _, _, _, _ in throw IRError("`mmd` is not there yet") },
    availability: .planned("train against a discriminator, with `loss: bce` or `loss: wgan_gp`"))
}
