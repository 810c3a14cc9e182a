import Foundation
import QganIR
import QganRuntime

/// What this machine offers: `qganc doctor`.
public struct Doctor {
  /// One line of the report.
  public struct Finding: Codable, Sendable {
    public var subject: String
    public var value: String
  }

  public var findings: [Finding]

  /// Looks at the machine, the libraries and the data sets that need no path.
  public static func examine() -> Doctor {
    let machine = RuntimeInformation.current
    func size(_ bytes: Int) -> String { String(format: "%.1f GiB", Double(bytes) / Double(1 << 30)) }
    var findings = [
      Finding(subject: "qganc", value: Version.current),
      Finding(subject: "CPU", value: machine.cpuModel ?? "unknown"),
      Finding(subject: "instruction set", value: machine.instructionSet),
      Finding(subject: "threads", value: "\(machine.coreCount)"),
      Finding(
        subject: "memory",
        value: "\(size(machine.availableMemory)) available"
          + (machine.physicalMemory.map { " of \(size($0))" } ?? "")),
      Finding(subject: "OpenBLAS", value: "core \(machine.openBLASCore), \(machine.openBLASConfiguration)"),
      Finding(subject: "oneDNN", value: "\(machine.oneDNNVersion), \(machine.oneDNNInstructionSet)"),
    ]
    for definition in Catalog.standard.datasets.values {
      let needsNothing = definition.parameters.allSatisfy { $0.defaultValue != nil || $0.isOptional }
      guard needsNothing, definition.availability == .available else { continue }
      findings.append(Finding(subject: "data set \(definition.name)", value: describe(definition)))
    }
    return Doctor(findings: findings)
  }

  /// Number of cores of this machine.
  public static var coreCount: Int { RuntimeInformation.coreCount }

  /// Bytes of memory that are free.
  static var availableMemory: Int { RuntimeInformation.current.availableMemory }

  private static func describe(_ definition: DatasetDefinition) -> String {
    do {
      let defaults = Arguments(values: [:]).fillingDefaults(of: definition.parameters)
      let found = try definition.describe(defaults, "train")
      return "\(found.count) samples of shape \(found.shape)"
    } catch {
      return "\(error)"
    }
  }

  /// A line a finding.
  public func text() -> String {
    let width = findings.map(\.subject.count).max() ?? 0
    return findings.map { finding in
      finding.subject.padding(toLength: width + 2, withPad: " ", startingAt: 0) + finding.value
    }.joined(separator: "\n")
  }

  /// A JSON array of findings.
  public func json() -> String { encodedJSON(findings) }
}
