import QganDriver
import QganIR
import QganRuntime

/// What is computed.
enum Mode: String, CaseIterable, Sendable {
  /// Outputs.
  case forward
  /// Outputs, and the gradients of their sum with the cotangent by inputs and weights.
  case gradient
  /// A training step: all updates, with the losses.
  case step
  /// A layer's outputs, and the gradients of their sum with the cotangent by inputs and weights.
  case layer

  /// Those of circuits.
  static let ofCircuits: [Mode] = [.forward, .gradient]
}

/// How a workload is executed.
struct RunOptions {
  var precision: Simulation.Precision = .single
  var threads = 1
  var instructionSet = InstructionSet.best
  var lowering = Lowering()
  /// How circuits that are timed alone are evaluated; the plan's own if `nil`.
  var strategy: CircuitStrategy?
  /// Whether every call has the weights of the one before, as an evaluation has; training changes them each time.
  var fixedWeights = false
  /// Seconds for one measurement.
  var budget = 1.0

  var isDouble: Bool { precision == .double }
}
