import QganIR
import QganSyntax

/// One run of a sweep: a train block or variant, and the settings over it.
public struct SweepPoint: Hashable, Sendable {
  /// What distinguishes it, such as `hybrid,LAYERS=2,seed=1`.
  public var name: String
  /// The train block or variant.
  public var target: String
  /// `NAME=expr`, as `--set` takes them, in the order of the sweep's lines.
  public var assignments: [String]
}

extension Program {
  /// Names of the sweeps of the main file, in order.
  public var sweepNames: [String] {
    main.syntax.declarations.compactMap { if case .sweep(let d) = $0.kind { d.name.text } else { nil } }
  }
}

extension Elaborator {
  /// The points of the sweep `name` of the main file: all its blocks, the first line varying slowest; `nil` after errors.
  public func points(ofSweep name: String) -> [SweepPoint]? {
    guard case .sweep(let declaration)? = program.main.values[name]?.symbol else {
      report(.unknownName(name, kind: "sweep", at: program.main.syntax.range, known: program.sweepNames))
      return nil
    }
    let frame = Frame(kind: .constant, name: name, scope: program.main, builder: nil)
    var points = declaration.bases.map { SweepPoint(name: $0.text, target: $0.text, assignments: []) }
    for axis in declaration.axes {
      do {
        let values = try settings(of: axis, frame)
        guard points.count * values.count <= Elaborator.sweepLimit else {
          throw Diagnosed(
            .badProperty(
              "the sweep has more than \(Elaborator.sweepLimit) points", at: axis.name.range))
        }
        points = points.flatMap { point in
          values.map { value in
            let setting = "\(axis.name.text)=\(value)"
            return SweepPoint(
              name: "\(point.name),\(setting.filter { !$0.isWhitespace })", target: point.target,
              assignments: point.assignments + [setting])
          }
        }
      } catch {
        report(error, at: axis.name.range)
        return nil
      }
    }
    if let repeated = Dictionary(grouping: points, by: \.name).values.first(where: { $0.count > 1 })?.first {
      report(
        .badProperty("the sweep has the point `\(repeated.name)` twice", at: declaration.name.range))
      return nil
    }
    return points
  }

  /// The values of each line of the sweep `name` of the main file as settings, in order; `nil` after errors.
  public func axes(ofSweep name: String) -> [[Overrides.Setting]]? {
    guard case .sweep(let declaration)? = program.main.values[name]?.symbol else { return nil }
    let frame = Frame(kind: .constant, name: name, scope: program.main, builder: nil)
    return try? declaration.axes.map { axis in
      let values: [Expression]
      switch axis.values {
      case .set(let items, _): values = items
      case .expression(let expression):
        values = try self.values(axis.values, frame).compactMap { datum in
          switch datum.value {
          case .integer(let value): Expression(.integer(value), expression.range)
          case .real(let value): Expression(.float(value), expression.range)
          case .boolean(let value): Expression(.boolean(value), expression.range)
          case .string(let value): Expression(.string(value), expression.range)
          default: nil
          }
        }
      }
      return values.map {
        Overrides.Setting(name: axis.name.text, nameRange: axis.name.range, value: $0, scope: program.main)
      }
    }
  }

  /// Most points of a sweep.
  private static let sweepLimit = 100_000

  /// The values of a line as expressions that the main file understands.
  private func settings(of axis: SweepDeclaration.Axis, _ frame: Frame) throws -> [String] {
    switch axis.values {
    case .set(let items, _):
      return items.map { item in program.sources.file(of: item.range)?.text(of: item.range) ?? "" }
    case .expression(let expression):
      return try values(axis.values, frame).map { datum in
        switch datum.value {
        case .integer(let value): return "\(value)"
        case .real(let value): return "\(value)"
        case .boolean(let value): return "\(value)"
        case .string(let value):
          return "\"\(value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
        case let other:
          throw Diagnosed(
            .typeMismatch(
              "a value of a sweep", expected: "a number, a bool or a string",
              actual: other.typeDescription, at: expression.range))
        }
      }
    }
  }
}
