/// How the engine evaluates a circuit; all give the same values and gradients.
public enum CircuitStrategy: String, Hashable, Sendable, CaseIterable {
  /// In normal form: one diagonal, one pass of RYs and one permutation a layer, states kept for the backward pass.
  case layers
  /// Gate by gate, runs on one qubit merged to 2x2 matrices, states un-applied on the way back.
  case gates
  /// What all samples share as one matrix, applied by a matrix product.
  case dense
}
