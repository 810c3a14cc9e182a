import QganIR

/// A product of Paulis on at most 64 qubits, without its sign: bit q of `x` and `z` says whether X and Z stand on qubit
/// q (both: Y).
struct PauliString: Hashable {
  /// The most qubits that a string reaches.
  static let qubitLimit = 64

  var x: UInt64 = 0
  var z: UInt64 = 0

  static let identity = PauliString()

  init(x: UInt64 = 0, z: UInt64 = 0) {
    self.x = x
    self.z = z
  }

  init(_ factors: [(pauli: Pauli, qubit: Int)]) {
    for (pauli, qubit) in factors {
      if pauli == .x || pauli == .y { x ^= 1 << UInt64(qubit) }
      if pauli == .z || pauli == .y { z ^= 1 << UInt64(qubit) }
    }
  }

  var isIdentity: Bool { x | z == 0 }
  /// Whether it is a product of Zs.
  var isDiagonal: Bool { x == 0 }
  /// The qubits on which a Pauli stands, as bits.
  var support: UInt64 { x | z }

  static func * (a: PauliString, b: PauliString) -> PauliString {
    PauliString(x: a.x ^ b.x, z: a.z ^ b.z)
  }

  func anticommutes(with other: PauliString) -> Bool {
    ((x & other.z).nonzeroBitCount + (z & other.x).nonzeroBitCount) & 1 == 1
  }

  /// The place of the highest bit, X bits above Z bits; -1 of the identity.
  fileprivate var pivot: Int {
    x != 0 ? 127 - x.leadingZeroBitCount : 63 - z.leadingZeroBitCount
  }

  fileprivate func has(_ pivot: Int) -> Bool {
    pivot >= 64 ? x >> UInt64(pivot - 64) & 1 == 1 : z >> UInt64(pivot) & 1 == 1
  }
}

/// All products of some Pauli strings, as a vector space over two elements.
struct PauliSpan {
  /// In echelon form: no two have the same highest bit.
  private(set) var basis: [PauliString] = []

  init(_ strings: [PauliString] = []) { for string in strings { insert(string) } }

  /// What is left of `string` when products of the basis are taken away; the identity if the span has it.
  private func reduced(_ string: PauliString) -> PauliString {
    basis.reduce(string) { rest, next in rest.has(next.pivot) ? rest * next : rest }
  }

  func contains(_ string: PauliString) -> Bool { reduced(string).isIdentity }

  mutating func insert(_ string: PauliString) {
    let rest = reduced(string)
    guard !rest.isIdentity else { return }
    let place = basis.firstIndex { $0.pivot < rest.pivot } ?? basis.count
    basis.insert(rest, at: place)
  }
}

/// Linear equations over two elements, in at most 128 unknowns.
struct BitEquations {
  private var rows: [(left: PauliString, right: Bool)] = []
  /// Whether some values of the unknowns fulfil all equations so far.
  private(set) var isSolvable = true

  /// Adds the equation that the unknowns where `isIn` holds sum up to `right`.
  mutating func add(count: Int, right: Bool, _ isIn: (Int) -> Bool) {
    var left = PauliString()
    for k in 0..<count where isIn(k) {
      if k < 64 { left.z |= 1 << UInt64(k) } else { left.x |= 1 << UInt64(k - 64) }
    }
    var right = right
    for row in rows where left.has(row.left.pivot) {
      left = left * row.left
      right = right != row.right
    }
    if left.isIdentity {
      if right { isSolvable = false }
      return
    }
    let place = rows.firstIndex { $0.left.pivot < left.pivot } ?? rows.count
    rows.insert((left, right), at: place)
  }
}
