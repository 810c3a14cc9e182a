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
}
