/// The registry of lint rules.
public enum LintRules {
  /// Every rule, in the order of the codes.
  public static let all: [LintRule] = [
    zeroGradient, unusedWeight, unusedInput, redundantWeights, constantReadout, productState, latentRange,
    degrees,
    amplitudeZero, zeroStart, barrenPlateau, detachedWeights,
    unusedQubit, unreadQubit, gateWithoutEffect, adjacentInverses, mergeableRotations, fullTurn,
    redundantSwap,
    knownControl, leftEntangled,
    lastActivation, sigmoidCritic, penaltyBatchNorm, biasBeforeNorm, idleLayer, unequalCounts,
    seed, metricSamples, learningRate, checkpoint,
    unusedInclude, unusedDeclaration, unusedLocal, shadowing, naming, documentation, unusedAllow,
  ]

  /// The rule of a code, in upper or lower case, or of a name.
  public static func named(_ text: String) -> LintRule? {
    all.first { $0.code == text.uppercased() || $0.name == text.lowercased() }
  }
}
