extension TrainingSpec {
  /// The programs that update weights.
  public var stepPrograms: [TrainingProgram] {
    switch networks {
    case .adversarial where sharesLatents:
      discriminatorSteps > 1 ? [.discriminatorStep, .jointStep] : [.jointStep]
    case .adversarial: [.discriminatorStep, .generatorStep]
    case .distribution: [.generatorStep]
    case .supervised: [.modelStep]
    }
  }

  /// Generator or model steps of the whole run, as far as the data's headers say.
  public var totalSteps: Int {
    data.description.count / max(1, batch) * epochs / (isAdversarial ? max(1, discriminatorSteps) : 1)
  }

  private var isAdversarial: Bool { if case .adversarial = networks { true } else { false } }
}
