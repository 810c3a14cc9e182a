import Foundation
import QganIR

/// Reads the OpenQASM 3 that exports consist of (one statement a line) into applications with constant angles.
///
/// Gates of stdgates.inc are taken from the registry, whose matrices have tests of their own.
struct CircuitOpenQASMReader {
  struct Malformed: Error { var line: String }

  private struct Definition {
    var parameters: [String]
    var qubits: [String]
    var body: [String] = []
  }

  private(set) var inputs: [(name: String, comment: String)] = []
  private(set) var qubits: [String] = []
  private(set) var measured: [String] = []
  private var definitions: [String: Definition] = [:]
  private var statements: [String] = []

  init(_ text: String) throws {
    var open: String?
    for line in text.split(separator: "\n").map({ $0.trimmingCharacters(in: .whitespaces) }) {
      let words = line.split(separator: " ").map(String.init)
      if line.hasPrefix("//") || line.isEmpty || words[0] == "OPENQASM" || words[0] == "include" {
        continue
      } else if words[0] == "gate" {
        let head = line.dropFirst(5).dropLast(2)
        let (name, arguments, operands) = try Self.parts(String(head))
        definitions[name] = Definition(parameters: arguments, qubits: operands)
        open = name
      } else if line == "}" {
        open = nil
      } else if let name = open {
        definitions[name]?.body.append(line)
      } else if words[0] == "input" {
        inputs.append((words[2].replacingOccurrences(of: ";", with: ""), words.dropFirst(4).joined()))
      } else if words[0].hasPrefix("qubit") {
        let name = words[1].replacingOccurrences(of: ";", with: "")
        if let count = Int(words[0].dropFirst(6).dropLast(1)) {
          qubits += (0..<count).map { "\(name)[\($0)]" }
        } else {
          qubits.append(name)
        }
      } else if line.contains("= measure") {
        measured.append(words[3].replacingOccurrences(of: ";", with: ""))
      } else if words[0] != "barrier", !words[0].hasPrefix("bit[") {
        statements.append(line)
      }
    }
  }

  /// The program's gates at those inputs.
  func applications(_ values: [String: Double]) throws -> [GateApplication] {
    let places = Dictionary(uniqueKeysWithValues: qubits.enumerated().map { ($1, $0) })
    return try statements.flatMap { try applications($0, values, places) }
  }

  private func applications(
    _ line: String, _ values: [String: Double], _ places: [String: Int]
  ) throws -> [GateApplication] {
    guard line.hasSuffix(";") else { throw Malformed(line: line) }
    var modifiers = line.dropLast().components(separatedBy: " @ ")
    let (name, arguments, operands) = try Self.parts(modifiers.removeLast())
    let targets = try operands.map { operand in
      guard let place = places[operand] else { throw Malformed(line: line) }
      return place
    }
    let controls = zip(modifiers.filter { $0 != "inv" }, targets).map {
      Control(qubit: $1, isOn: $0 == "ctrl")
    }
    let angles = try arguments.map { try Self.evaluate($0, values) }
    let inner = Array(targets.dropFirst(controls.count))
    var result: [GateApplication]
    if let definition = definitions[name] {
      let scope = Dictionary(uniqueKeysWithValues: zip(definition.parameters, angles))
      let local = Dictionary(uniqueKeysWithValues: zip(definition.qubits, inner))
      result = try definition.body.flatMap { try applications($0, scope, local) }
    } else {
      result = try GateExpansion.expand(
        gate: name, angles: angles.map { Angle(constant: $0) }, qubits: inner)
    }
    if modifiers.contains("inv") { result = GateExpansion.inverse(of: result) }
    return try GateExpansion.controlled(result, by: controls)
  }

  /// `name(a, b) c, d` in parts.
  private static func parts(_ text: String) throws -> (String, [String], [String]) {
    var (head, tail) = (text, "")
    var arguments: [String] = []
    if let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")") {
      head = String(text[..<open])
      arguments = text[text.index(after: open)..<close].components(separatedBy: ", ")
      tail = String(text[text.index(after: close)...])
    } else if let space = text.firstIndex(of: " ") {
      head = String(text[..<space])
      tail = String(text[space...])
    }
    let operands = tail.components(separatedBy: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    return (head, arguments, operands.filter { !$0.isEmpty })
  }

  /// Sums of products of numbers, `pi` and names.
  private static func evaluate(_ text: String, _ values: [String: Double]) throws -> Double {
    let terms = text.replacingOccurrences(of: " - ", with: " + -").components(separatedBy: " + ")
    return try terms.reduce(0) { sum, term in
      let negative = term.hasPrefix("-")
      var value = negative ? -1.0 : 1.0
      for factor in term.dropFirst(negative ? 1 : 0).components(separatedBy: "*") {
        let quotient = try factor.components(separatedBy: "/").map { atom in
          guard let number = atom == "pi" ? Double.pi : Double(atom) ?? values[atom] else {
            throw Malformed(line: text)
          }
          return number
        }
        value *= quotient.dropFirst().reduce(quotient[0], /)
      }
      return sum + value
    }
  }
}
