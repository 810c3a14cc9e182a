import ArgumentParser
import QganDriver
import QganIR
import QganRuntime

extension Mode: ExpressibleByArgument {}

extension CoreKind: ExpressibleByArgument {}

extension CircuitStrategy: ExpressibleByArgument {}

extension Simulation.Precision: ExpressibleByArgument {}

/// An instruction set as the command line and the results write it.
enum InstructionSetName: String, CaseIterable, ExpressibleByArgument {
  case portable, avx2, avx512

  init(_ set: InstructionSet) {
    self =
      switch set {
      case .portable: .portable
      case .avx2: .avx2
      case .avx512: .avx512
      }
  }

  var set: InstructionSet {
    switch self {
    case .portable: .portable
    case .avx2: .avx2
    case .avx512: .avx512
    }
  }
}
