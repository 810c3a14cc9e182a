import CQganKernels
import QganIR

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The product state that a circuit starts in.
final class LargeStart {
  /// Whether anything that the start depends on has a gradient.
  let hasGradient: Bool
  /// Whether sums over the state are not for several threads at once.
  var isSerial: Bool { !preparations.isEmpty }
  let header: CArray<large_start>

  private let circuit: FusedCircuit
  private let shape: LargeShape
  /// Of each bit: re, im of both entries.
  private let vectors: CArray<Double>
  private let contracted: CArray<Double>
  /// Prefixes of one qubit's factors.
  private let prefixes: CArray<TwoVector>
  private let product: LargeRegion
  private let low: [LargeRegion]
  private let high: [LargeRegion]
  private let preparations: [Preparation]
  private let outcomes: [(low: CArray<UInt32>, high: CArray<UInt32>)]
  private let preparationHeaders: CArray<large_preparation>
  private let prepared: Set<Int>

  init(_ circuit: FusedCircuit, shape: LargeShape, layout: inout LargeLayout) {
    self.circuit = circuit
    self.shape = shape
    preparations = circuit.preparations
    prepared = Set(circuit.preparations.flatMap(\.qubits))
    hasGradient =
      !circuit.preparations.isEmpty
      || circuit.start.joined().contains { factor in
        factor.argument.map { circuit.binding(of: $0) != nil } ?? false
      }
    let size = Swift.max(shape.blockSize, shape.blockCount)
    vectors = CArray([Double](repeating: 0, count: 4 * shape.qubitCount))
    contracted = CArray([Double](repeating: 0, count: 4 * shape.qubitCount))
    prefixes = CArray(
      [TwoVector](repeating: TwoVector(), count: 1 + (circuit.start.map(\.count).max() ?? 0)))
    product = layout.place(2 * size, of: 8)
    low = [0, 1].map { _ in layout.place(shape.blockSize, of: shape.numberBytes) }
    high = [0, 1].map { _ in layout.place(shape.blockCount, of: shape.numberBytes) }
    outcomes = circuit.preparations.map { preparation in
      LargeOutcomes(preparation.qubits, map: BitMap(identity: shape.qubitCount)).tables(shape)
    }
    preparationHeaders = CArray(
      outcomes.map { tables in
        large_preparation(
          amplitudes: nil, low: tables.low.pointer, high: tables.high.pointer, gradient: nil)
      })
    header = CArray([large_start()])
  }

  /// Computes the tables of a sample.
  func prepare(_ angles: LargeAngles, buffers: [UnsafeRawPointer?], sample: Int) {
    for (qubit, factors) in circuit.start.enumerated() {
      var vector = TwoVector()
      if prepared.contains(qubit) { vector.re.1 = 1 }
      for factor in factors { vector = vector.applying(factor, angles.values.pointer) }
      let place = 4 * (shape.qubitCount - 1 - qubit)
      vectors.pointer[place] = vector.re.0
      vectors.pointer[place + 1] = vector.im.0
      vectors.pointer[place + 2] = vector.re.1
      vectors.pointer[place + 3] = vector.im.1
    }
    fill(low, vectors.pointer, shape.lowBits)
    fill(high, vectors.pointer + 4 * shape.lowBits, shape.qubitCount - shape.lowBits)
    for (index, preparation) in preparations.enumerated() {
      let operand = circuit.operands[preparation.operand]
      let start = operand.binding == .input ? sample * operand.count : 0
      preparationHeaders.pointer[index].amplitudes = buffers[preparation.operand].map {
        $0 + start * shape.numberBytes
      }
      preparationHeaders.pointer[index].gradient = angles.sums(of: preparation.operand)
    }
    header.pointer[0] = large_start(
      low: (UnsafeRawPointer(low[0].base), UnsafeRawPointer(low[1].base)),
      high: (UnsafeRawPointer(high[0].base), UnsafeRawPointer(high[1].base)),
      preparationCount: Int32(preparations.count), preparations: preparationHeaders.pointer)
  }

  private func fill(_ planes: [LargeRegion], _ vectors: UnsafePointer<Double>, _ bits: Int) {
    large_product(vectors, Int32(bits), product.doubles)
    for index in 0..<(1 << bits) {
      shape.store(product.doubles[2 * index], in: planes[0].base, at: index)
      shape.store(product.doubles[2 * index + 1], in: planes[1].base, at: index)
    }
  }

  /// Adds the gradients of the factors' arguments; `rows` and `columns` are destroyed.
  func addGradients(
    _ angles: LargeAngles, rows: UnsafeMutablePointer<Double>, columns: UnsafeMutablePointer<Double>
  ) {
    let low = shape.lowBits
    large_contract(vectors.pointer, Int32(low), rows, product.doubles, contracted.pointer)
    large_contract(
      vectors.pointer + 4 * low, Int32(shape.qubitCount - low), columns, product.doubles,
      contracted.pointer + 4 * low)
    for (qubit, factors) in circuit.start.enumerated() where !factors.isEmpty {
      let place = contracted.pointer + 4 * (shape.qubitCount - 1 - qubit)
      // A row: lambda on the qubit, what the factors still to come do to it included.
      var row = TwoVector(re: (place[0], place[2]), im: (place[1], place[3]))
      prefixes.pointer[0] = TwoVector()
      for (index, factor) in factors.enumerated() {
        prefixes.pointer[index + 1] = prefixes.pointer[index].applying(factor, angles.values.pointer)
      }
      for (index, factor) in factors.enumerated().reversed() {
        if let argument = factor.argument {
          angles.gradients.pointer[argument] += 2 * row.slope(factor, prefixes.pointer[index + 1])
        }
        row = row.pulled(through: factor, angles.values.pointer)
      }
    }
  }
}

/// The amplitudes of one qubit; at first |0>.
private struct TwoVector {
  var re: (Double, Double) = (1, 0)
  var im: (Double, Double) = (0, 0)

  /// The factor's matrix, row-major; an identity's global phase is left out.
  private static func matrix(
    _ factor: CircuitFactor, _ values: UnsafePointer<Double>
  ) -> (re: (Double, Double, Double, Double), im: (Double, Double, Double, Double)) {
    switch factor {
    case .fixed(let m): return ((m.re[0], m.re[1], m.re[2], m.re[3]), (m.im[0], m.im[1], m.im[2], m.im[3]))
    case .phase(let argument):
      let h = values[argument]
      return ((1, 0, 0, cos(h)), (0, 0, 0, sin(h)))
    case .rotation(let pauli, let argument):
      let (c, s) = (cos(values[argument]), sin(values[argument]))
      switch pauli {
      case .i: return ((1, 0, 0, 1), (0, 0, 0, 0))
      case .x: return ((c, 0, 0, c), (0, -s, -s, 0))
      case .y: return ((c, -s, s, c), (0, 0, 0, 0))
      case .z: return ((c, 0, 0, c), (-s, 0, 0, s))
      }
    }
  }

  func applying(_ factor: CircuitFactor, _ values: UnsafePointer<Double>) -> TwoVector {
    let (a, b) = Self.matrix(factor, values)
    return TwoVector(
      re: (
        a.0 * re.0 - b.0 * im.0 + a.1 * re.1 - b.1 * im.1, a.2 * re.0 - b.2 * im.0 + a.3 * re.1 - b.3 * im.1
      ),
      im: (
        a.0 * im.0 + b.0 * re.0 + a.1 * im.1 + b.1 * re.1, a.2 * im.0 + b.2 * re.0 + a.3 * im.1 + b.3 * re.1
      ))
  }

  /// This row times the factor's matrix.
  func pulled(through factor: CircuitFactor, _ values: UnsafePointer<Double>) -> TwoVector {
    let (a, b) = Self.matrix(factor, values)
    return TwoVector(
      re: (
        a.0 * re.0 - b.0 * im.0 + a.2 * re.1 - b.2 * im.1, a.1 * re.0 - b.1 * im.0 + a.3 * re.1 - b.3 * im.1
      ),
      im: (
        a.0 * im.0 + b.0 * re.0 + a.2 * im.1 + b.2 * re.1, a.1 * im.0 + b.1 * re.0 + a.3 * im.1 + b.3 * re.1
      ))
  }

  /// Re of this row times the factor's generator times the state after the factor.
  func slope(_ factor: CircuitFactor, _ after: TwoVector) -> Double {
    switch factor {
    case .fixed, .rotation(.i, _): return 0
    case .phase: return -(re.1 * after.im.1 + im.1 * after.re.1)
    // -i X, -i Y and -i Z.
    case .rotation(.x, _):
      return re.0 * after.im.1 + im.0 * after.re.1 + re.1 * after.im.0 + im.1 * after.re.0
    case .rotation(.y, _):
      return -(re.0 * after.re.1 - im.0 * after.im.1) + re.1 * after.re.0 - im.1 * after.im.0
    case .rotation(.z, _):
      return re.0 * after.im.0 + im.0 * after.re.0 - re.1 * after.im.1 - im.1 * after.re.1
    }
  }
}

/// How the outcome of a measurement of some qubits depends on an index.
struct LargeOutcomes {
  /// An index goes to the outcome's bits.
  private let masks: [UInt64]
  private let offset: UInt32

  /// `map` goes from the index to the qubits' own bits.
  init(_ qubits: [Int], map: BitMap) {
    let checks = qubits.map { qubit in
      map.pullback(ParityCheck(mask: 1 << UInt64(map.bitCount - 1 - qubit), value: true))
    }
    masks = checks.map(\.mask)
    offset = checks.reduce(0) { $0 << 1 | ($1.value ? 0 : 1) }
  }

  private func outcome(of index: UInt64) -> UInt32 {
    masks.reduce(0) { $0 << 1 | UInt32(($1 & index).nonzeroBitCount % 2) }
  }

  /// Outcomes of the indices of a block, and what each block changes.
  func tables(_ shape: LargeShape) -> (low: CArray<UInt32>, high: CArray<UInt32>) {
    let images = (0..<shape.qubitCount).map { UInt64(outcome(of: 1 << UInt64($0))) }
    return (
      CArray(LargeShape.images(images[..<shape.lowBits])),
      CArray(LargeShape.images(images[shape.lowBits...]).map { $0 ^ offset })
    )
  }
}
