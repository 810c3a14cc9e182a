/// A program that a new project starts with.
public enum ProjectTemplate: String, CaseIterable, Sendable {
  /// A generator with a circuit, against a classical critic.
  case hybrid
  /// Convolutions and a circuit that tell classes apart.
  case classifier

  /// The program, whose train block is named as the template.
  public var program: [UInt8] {
    switch self {
    case .hybrid: PackageResources.hybrid_qgan
    case .classifier: PackageResources.classifier_qgan
    }
  }

  /// What the project is, in a line.
  var summary: String {
    switch self {
    case .hybrid: "A hybrid GAN on Fashion-MNIST: a quantum circuit in the generator, a classical critic."
    case .classifier:
      "A hybrid classifier of Fashion-MNIST: convolutions, a quantum circuit, and a dense layer."
    }
  }

  /// What a person does with a finished run, and what it is for.
  func nextStep(_ run: String) -> (command: String, purpose: String) {
    switch self {
    case .hybrid: ("qganc sample \(run) -n 64 -o grid.png", "64 pictures of the trained generator")
    case .classifier: ("qganc report \(run)", "report.html: losses, accuracy, circuits")
    }
  }
}
