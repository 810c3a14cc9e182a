import Foundation
import QganIR

/// Fixed gates on several qubits that move basis states by an affine map, with phases: swaps, diagonals and the like.
extension EulerDecomposition {
  /// The most qubits of a fixed gate that is looked into.
  static let monomialLimit = 6

  /// A matrix with one phase in each row and column, if the columns' rows are an affine function of their indices.
  mutating func addMonomial(_ matrix: ComplexMatrix, _ bits: [Int], where checks: [ParityCheck]) -> Bool {
    guard bits.count <= Self.monomialLimit, let (rows, phases) = monomial(matrix) else { return false }
    let images = bits.indices.map { UInt64(rows[1 << $0] ^ rows[0]) }
    let map = BitMap(columns: images, offset: UInt64(rows[0]))
    guard rows.indices.allSatisfy({ map.image(of: UInt64($0)) == UInt64(rows[$0]) }) else { return false }
    let low = Array(bits.reversed())
    addDiagonal(phases, low, isReal: matrix.isReal(), where: checks)
    for step in Self.steps(of: BitMap(columns: images)) { addStep(step, low, where: checks) }
    for (place, bit) in low.enumerated() where map.offset >> UInt64(place) & 1 == 1 {
      addFlip(of: bit, where: checks)
    }
    return true
  }

  /// For each column the row of its only entry, and that entry's argument.
  private func monomial(_ matrix: ComplexMatrix) -> (rows: [Int], phases: [Double])? {
    var (rows, phases): ([Int], [Double]) = ([], [])
    for column in 0..<matrix.size {
      let entries = (0..<matrix.size).filter { matrix[$0, column].magnitude > Self.tolerance }
      guard entries.count == 1, abs(matrix[entries[0], column].magnitude - 1) <= 1e-8 else { return nil }
      rows.append(entries[0])
      phases.append(matrix[entries[0], column].argument)
    }
    return Set(rows).count == rows.count ? (rows, phases) : nil
  }

  /// The bit operations, in order, that make up a linear map (Gauss elimination).
  private static func steps(of map: BitMap) -> [ElementaryOperation] {
    var rest = map
    var steps: [ElementaryOperation] = []
    for bit in 0..<map.bitCount {
      if let row = (bit..<map.bitCount).first(where: { rest.columns[bit] >> UInt64($0) & 1 == 1 }), row != bit
      {
        rest.swap(bit, row)
        steps.append(.swap(bit, row))
      }
      for row in 0..<map.bitCount where row != bit && rest.columns[bit] >> UInt64(row) & 1 == 1 {
        rest.add(bit, to: row)
        steps.append(.add(bit, to: row))
      }
    }
    return steps.reversed()
  }

  private mutating func addStep(_ step: ElementaryOperation, _ bits: [Int], where checks: [ParityCheck]) {
    switch step {
    case .add(let control, let target):
      addFlip(of: bits[target], where: checks + [check(bits[control])])
    case .swap(let a, let b) where checks.isEmpty:
      append(.swap(bits[a], bits[b]))
    case .swap(let a, let b):
      append(.add(bits[b], to: bits[a]))
      addFlip(of: bits[b], where: checks + [check(bits[a])])
      append(.add(bits[b], to: bits[a]))
    case .rotation, .phase, .flip: break
    }
  }

  /// exp(i phases[index]), as phases of single bits and products of bits or as phases of parities, whichever are fewer; a
  /// real one as products, which need no other phase than pi.
  private mutating func addDiagonal(
    _ phases: [Double], _ bits: [Int], isReal: Bool, where checks: [ParityCheck]
  ) {
    addPhase(Angle(constant: phases[0]), where: checks)
    var (products, parities) = (phases, phases)
    for bit in bits.indices {
      for index in phases.indices where index >> bit & 1 == 1 {
        let low = index ^ 1 << bit
        products[index] -= products[low]
        (parities[low], parities[index]) = (parities[low] + parities[index], parities[low] - parities[index])
      }
    }
    parities = parities.map { -2 * $0 / Double(phases.count) }
    let (few, many) = (Self.significant(products), Self.significant(parities))
    if isReal || few.count <= many.count {
      for index in few {
        let ones = bits.indices.filter { index >> $0 & 1 == 1 }.map { check(bits[$0]) }
        addPhase(Angle(constant: products[index]), where: checks + ones)
      }
    } else {
      for index in many {
        let mask = bits.indices.filter { index >> $0 & 1 == 1 }.reduce(UInt64(0)) {
          $0 | 1 << UInt64(bits[$1])
        }
        addPhase(Angle(constant: parities[index]), where: checks + [ParityCheck(mask: mask)])
      }
    }
  }

  /// Where, besides the first, angles are no multiples of 2 pi.
  private static func significant(_ angles: [Double]) -> [Int] {
    angles.indices.dropFirst().filter { abs(angles[$0].remainder(dividingBy: 2 * .pi)) > 1e-14 }
  }
}
