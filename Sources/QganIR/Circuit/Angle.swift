/// An affine combination of circuit operands: `constant + sum of coefficient * operand[element]`.
///
/// Whatever is not affine in a circuit's data is computed by graph operations before the circuit and arrives as an
/// operand of its own, so that rotations merge symbolically and gradients stay linear.
public struct Angle: Hashable, Sendable {
  /// One operand element and its factor.
  public struct Term: Hashable, Sendable {
    /// Index into `Circuit.operands`.
    public var operand: Int
    /// Row-major index of the element.
    public var element: Int
    /// Never 0.
    public var coefficient: Double

    public init(operand: Int, element: Int, coefficient: Double = 1) {
      self.operand = operand
      self.element = element
      self.coefficient = coefficient
    }
  }

  /// Sorted by operand and element, each at most once.
  public private(set) var terms: [Term]
  public var constant: Double

  public init(constant: Double, terms: [Term] = []) {
    self.constant = constant
    var merged: [Term] = []
    for term in terms.sorted(by: { ($0.operand, $0.element) < ($1.operand, $1.element) }) {
      if let last = merged.last, last.operand == term.operand, last.element == term.element {
        merged[merged.count - 1].coefficient += term.coefficient
      } else {
        merged.append(term)
      }
    }
    self.terms = merged.filter { $0.coefficient != 0 }
  }

  /// The angle that is one element of an operand.
  public static func element(_ element: Int, of operand: Int) -> Angle {
    Angle(constant: 0, terms: [Term(operand: operand, element: element)])
  }

  /// Whether the angle is known at compile time.
  public var isConstant: Bool { terms.isEmpty }

  public static func + (a: Angle, b: Angle) -> Angle {
    Angle(constant: a.constant + b.constant, terms: a.terms + b.terms)
  }

  public static prefix func - (a: Angle) -> Angle { -1 * a }

  public static func - (a: Angle, b: Angle) -> Angle { a + -b }

  public static func * (factor: Double, a: Angle) -> Angle {
    Angle(
      constant: factor * a.constant,
      terms: a.terms.map {
        Term(operand: $0.operand, element: $0.element, coefficient: factor * $0.coefficient)
      })
  }

  /// The value at those elements of every operand (one sample), row-major; a missing element counts as 0.
  public func value(_ operands: [[Double]]) -> Double {
    terms.reduce(constant) { sum, term in
      guard operands.indices.contains(term.operand),
        operands[term.operand].indices.contains(term.element)
      else { return sum }
      return sum + term.coefficient * operands[term.operand][term.element]
    }
  }

  /// The angle with each of its terms replaced: element k of any operand by `angles[k]`; used to expand composed gates.
  func substituting(_ angles: [Angle]) -> Angle {
    terms.reduce(Angle(constant: constant)) { sum, term in
      angles.indices.contains(term.element) ? sum + term.coefficient * angles[term.element] : sum
    }
  }
}
