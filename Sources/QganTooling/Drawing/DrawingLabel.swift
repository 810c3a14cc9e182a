import Foundation
import QganIR

/// What stands in a box of a picture: a name, and the angle or data below it, whose pieces know where they come from.
public struct DrawingLabel: Hashable, Sendable {
  /// Where a piece of an angle comes from.
  public enum Origin: String, Hashable, Sendable {
    /// A number, or what stands between terms.
    case constant
    /// Differs for each sample.
    case input
    /// Trained.
    case param
  }

  /// A piece of an angle.
  public struct Piece: Hashable, Sendable {
    public var text: String
    public var origin: Origin

    public init(_ text: String, _ origin: Origin = .constant) {
      self.text = text
      self.origin = origin
    }
  }

  /// The gate's name, such as `RY`.
  public var name: String
  /// The angles, or nothing.
  public var pieces: [Piece]

  public init(_ name: String, _ pieces: [Piece] = []) {
    self.name = name
    self.pieces = pieces
  }

  /// The pieces in a row.
  public var detail: String { pieces.map(\.text).joined() }

  /// One line: `RY(w[0,1])`.
  public var line: String { pieces.isEmpty ? name : "\(name)(\(detail))" }

  /// How the whole is drawn: as an input as soon as a piece is one, else as a parameter as soon as a piece is one.
  public var origin: Origin {
    if pieces.contains(where: { $0.origin == .input }) { return .input }
    return pieces.contains { $0.origin == .param } ? .param : .constant
  }

  /// The pieces cut to `limit` characters, with an ellipsis where something is left out.
  func shortened(to limit: Int) -> [Piece] {
    guard detail.count > limit else { return pieces }
    var rest = limit - 1
    var result: [Piece] = []
    for piece in pieces where rest > 0 {
      result.append(Piece(String(piece.text.prefix(rest)), piece.origin))
      rest -= piece.text.count
    }
    return result + [Piece("…")]
  }
}

extension DrawingLabel {
  /// The angle as the source would have it, over the names of `operands`.
  static func pieces(of angle: Angle, _ operands: [CircuitOperand]) -> [Piece] {
    var result: [Piece] = []
    for term in angle.terms {
      let minus = term.coefficient < 0
      var lead = result.isEmpty ? (minus ? "-" : "") : (minus ? "-" : "+")
      let magnitude = abs(term.coefficient)
      if magnitude != 1 { lead += number(magnitude) + "·" }
      if !lead.isEmpty { result.append(Piece(lead)) }
      guard operands.indices.contains(term.operand) else { continue }
      let operand = operands[term.operand]
      result.append(
        Piece(reference(term.element, of: operand), operand.binding == .input ? .input : .param))
    }
    if angle.constant != 0 || result.isEmpty {
      let sign = angle.constant < 0 ? "-" : (result.isEmpty ? "" : "+")
      result.append(Piece(sign + number(abs(angle.constant))))
    }
    return result
  }

  /// Several angles with commas between them.
  static func pieces(of angles: [Angle], _ operands: [CircuitOperand]) -> [Piece] {
    Array(angles.map { pieces(of: $0, operands) }.joined(separator: [Piece(", ")]))
  }

  /// `w[1,2]`, or the bare name of a scalar.
  static func reference(_ element: Int, of operand: CircuitOperand) -> String {
    if operand.shape.isEmpty { return operand.name }
    var rest = element
    var indices: [Int] = []
    for size in operand.shape.reversed() where size > 0 {
      indices.append(rest % size)
      rest /= size
    }
    return operand.name + "[" + indices.reversed().map(String.init).joined(separator: ",") + "]"
  }

  /// A simple multiple of pi where the value is one to within rounding, else four significant digits.
  static func number(_ value: Double) -> String {
    for denominator in [1, 2, 3, 4, 6, 8, 16] {
      for numerator in 1...8 {
        let exact = Double(numerator) * .pi / Double(denominator)
        if abs(value - exact) <= 1e-14 * exact {
          return (numerator == 1 ? "π" : "\(numerator)π") + (denominator == 1 ? "" : "/\(denominator)")
        }
      }
    }
    return String(format: "%.4g", value)
  }
}
