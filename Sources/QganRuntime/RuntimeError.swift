import QganIR

/// Why a plan cannot be run.
public enum RuntimeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Memory in bytes that something takes, and what the machine has left.
  case outOfMemory(what: String, need: Int, have: Int)
  /// There is no kernel for a primitive.
  case noKernel(primitive: String, location: Location?)
  /// An instruction contradicts itself or its surroundings; a fault of the compiler.
  case invalidPlan(reason: String, primitive: String?, location: Location?)
  /// An input, output or variable that is not there.
  case unknownTensor(name: String)
  /// A tensor is given with a wrong number of elements.
  case wrongCount(name: String, expected: Int, actual: Int)
  /// A variable is asked for with another shape than it has.
  case wrongShape(name: String, expected: [Int], actual: [Int])
  /// An index that `gather`, `scatter_add` or `one_hot` read is outside `0..<limit`.
  case indexOutOfRange(primitive: String, name: String?, index: Double, limit: Int, location: Location?)
  /// A variable starts from a file or a train block, and nobody said how to read it.
  case unresolvedInitializer(variable: String)
  /// A library refused its work.
  case library(name: String, message: String)

  public var description: String {
    switch self {
    case .outOfMemory(let what, let need, let have):
      "\(what) needs \(need.bytes) and \(have.bytes) are available"
    case .noKernel(let primitive, _):
      "there is no kernel for `\(primitive)`"
    case .invalidPlan(let reason, let primitive, _):
      "the plan is inconsistent\(primitive.map { " at `\($0)`" } ?? ""): \(reason)"
    case .unknownTensor(let name):
      "there is no tensor `\(name)`"
    case .wrongCount(let name, let expected, let actual):
      "`\(name)` has \(expected) elements and is given \(actual)"
    case .wrongShape(let name, let expected, let actual):
      "`\(name)` has shape \(actual) and is asked for with shape \(expected)"
    case .indexOutOfRange(let primitive, let name, let index, let limit, _):
      "`\(name ?? primitive)` reads index \(index), which is not a whole number from 0 to \(limit - 1)"
    case .unresolvedInitializer(let variable):
      "`\(variable)` starts from a file or block that was not read"
    case .library(let name, let message):
      "\(name): \(message)"
    }
  }
}

extension Int {
  /// A number of bytes for people: `1.5 GiB`.
  var bytes: String {
    var value = Double(self)
    for unit in ["bytes", "KiB", "MiB", "GiB"] {
      if value < 1024 || unit == "GiB" {
        return unit == "bytes" ? "\(self) bytes" : "\((value * 10).rounded() / 10) \(unit)"
      }
      value /= 1024
    }
    return "\(self) bytes"
  }
}
