import Foundation
import QganSyntax
import QganTraining

extension Simulation {
  /// What `qganc simulate --values` reads.
  public struct Values: Sendable {
    /// By input, the batch first.
    public var inputs: [String: NestedArray]?
    /// By weight, in its declared shape.
    public var params: [String: NestedArray]?
    /// In the shape of the outputs; the gradients are those of the sum of cotangent times outputs.
    public var cotangent: NestedArray?

    public init(inputs: [String: NestedArray]?, params: [String: NestedArray]?, cotangent: NestedArray?) {
      self.inputs = inputs
      self.params = params
      self.cotangent = cotangent
    }

    /// The values in the JSON of the file at `path`; throws `DriverError`.
    public init(path: String) throws {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw DriverError(.data, "cannot read `\(path)`")
      }
      let json: JSONValue
      do { json = try JSONParser.parse(Array(data)) } catch {
        throw Values.failure(path, "\(error)")
      }
      try self.init(json: json, path: path)
    }

    private init(json: JSONValue, path: String) throws {
      guard case .object(let members) = json else { throw Values.failure(path, "it is not an object") }
      for (key, value) in members {
        switch key {
        case "inputs": inputs = try Values.tensors(value, key, path)
        case "params": params = try Values.tensors(value, key, path)
        case "cotangent": cotangent = try NestedArray(value, name: key)
        default:
          let nearest = Suggestion.nearest(to: key, in: ["inputs", "params", "cotangent"])
          let advice = nearest.map { "; did you mean `\($0)`?" } ?? ""
          throw Values.failure(path, "`\(key)` means nothing here\(advice)")
        }
      }
    }

    private static func tensors(_ json: JSONValue, _ key: String, _ path: String) throws -> [String:
      NestedArray]
    {
      guard case .object(let members) = json else {
        throw failure(path, "`\(key)` is not an object with a name for each entry")
      }
      var tensors: [String: NestedArray] = [:]
      for (name, value) in members { tensors[name] = try NestedArray(value, name: "\(key).\(name)") }
      return tensors
    }

    private static func failure(_ path: String, _ reason: String) -> DriverError {
      DriverError(
        .data, "`\(path)` does not hold values: \(reason)",
        hint: "write {\"inputs\": {\"x\": [[...], ...]}, \"params\": {\"w\": [...]}}")
    }
  }

  /// How a command ends after findings about a circuit whose inputs have the shapes of given values: inputs that do not
  /// fit are bad data.
  public static func exitCode(of compilation: Compilation, inputNames: [String]) -> ExitCode {
    let errors = compilation.diagnostics.filter { $0.severity == .error }
    let aboutInputs = errors.allSatisfy { error in
      error.code == "QG221" && inputNames.contains { error.message.contains(" for `\($0)`") }
    }
    return !errors.isEmpty && aboutInputs ? .data : compilation.exitCode
  }

  /// `array` in the precision of the simulation; throws `DriverError` for a number that is too large for it.
  static func converted<Scalar: BinaryFloatingPoint>(
    _ array: NestedArray, _ name: String, to scalar: Scalar.Type
  ) throws -> [Scalar] {
    try array.elements.map { element in
      let value = Scalar(element)
      guard value.isFinite else {
        throw DriverError(
          .data, "`\(name)` holds \(element), which single precision cannot",
          hint: "use `--precision double`")
      }
      return value
    }
  }
}

extension Simulation.Result {
  /// The first of outputs and gradients that holds NaN or an infinity.
  public var firstNonFinite: String? {
    let all =
      [("outputs", outputs)] + inputGradients.map { ("gradients.inputs.\($0.name)", $0.value) }
      + parameterGradients.map { ("gradients.params.\($0.name)", $0.value) }
    return all.first { !$0.1.elements.allSatisfy(\.isFinite) }?.0
  }
}
