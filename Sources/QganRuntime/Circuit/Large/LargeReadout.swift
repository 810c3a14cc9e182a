import CQganKernels
import QganIR

/// What is read from the last state, and how it lies in sums and cotangents.
final class LargeReadout {
  /// A product of Paulis that flips bits.
  struct Product {
    var header: large_pauli
    var sign: Double
    var output: Int
  }

  private(set) var products: [Product] = []
  /// Numbers of sums over parities and products.
  var sumCount: Int { masks.count + products.count }
  let distributionSize: Int
  let header: CArray<large_readout>
  var hasDiagonal: Bool { !masks.isEmpty || !distributions.isEmpty }

  private var masks: [(mask: UInt64, sign: Double, output: Int)] = []
  private var distributions: [(first: Int, count: Int, output: Int)] = []
  private let maskArray: CArray<UInt64>
  private let outcomes: [(low: CArray<UInt32>, high: CArray<UInt32>)]
  private let distributionArray: CArray<large_distribution>
  private let maskWeights: LargeRegion
  private let distributionWeights: LargeRegion
  private let shape: LargeShape

  /// `map` goes from the last state to the qubits' own bits.
  init(_ circuit: FusedCircuit, map: BitMap, shape: LargeShape, layout: inout LargeLayout) {
    self.shape = shape
    let back = map.inverse
    var output = 0
    var size = 0
    var outcomes: [(low: CArray<UInt32>, high: CArray<UInt32>)] = []
    for measurement in circuit.measurements {
      switch measurement {
      case .expectation(let factors):
        var pauli = PauliMask()
        for factor in factors { pauli.insert(factor.pauli, bit: shape.qubitCount - 1 - factor.qubit) }
        let sign: Double = (map.offset & pauli.z).nonzeroBitCount % 2 == 1 ? -1 : 1
        let z = map.pullback(pauli.z)
        if pauli.x == 0 {
          masks.append((z, sign, output))
        } else {
          // i^(number of Y) is 1, i, -1 or -i.
          let count = (pauli.x & pauli.z).nonzeroBitCount
          let header = large_pauli(
            x: back.linearImage(of: pauli.x), z: z, isOdd: count % 2 == 1 ? 1 : 0, reserved: 0)
          products.append(Product(header: header, sign: count % 4 < 2 ? sign : -sign, output: output))
        }
      case .probabilities(let qubits):
        outcomes.append(LargeOutcomes(qubits, map: map).tables(shape))
        distributions.append((size, measurement.count, output))
        size += measurement.count
      }
      output += measurement.count
    }
    self.outcomes = outcomes
    distributionSize = size
    maskArray = CArray(masks.map(\.mask))
    maskWeights = layout.place(masks.count, of: shape.numberBytes)
    distributionWeights = layout.place(size, of: shape.numberBytes)
    distributionArray = CArray(
      zip(outcomes, distributions).map { tables, place in
        large_distribution(
          low: tables.low.pointer, high: tables.high.pointer, weights: nil, first: Int64(place.first))
      })
    header = CArray([
      large_readout(
        maskCount: Int32(masks.count), distributionCount: Int32(distributions.count),
        masks: maskArray.pointer,
        maskWeights: nil, distributions: distributionArray.pointer)
    ])
  }

  /// To be called when the memory is taken.
  func attach() {
    header.pointer[0].maskWeights = UnsafeRawPointer(maskWeights.base)
    for (index, place) in distributions.enumerated() {
      distributionArray.pointer[index].weights = UnsafeRawPointer(
        distributionWeights.base + place.first * shape.numberBytes)
    }
  }

  /// Writes a sample's outputs from its sums: of masks, then of products; and of distributions.
  func write(
    sums: UnsafePointer<Double>, distributions values: UnsafePointer<Double>,
    to output: UnsafeMutableRawPointer,
    at start: Int
  ) {
    for (index, mask) in masks.enumerated() {
      shape.store(mask.sign * sums[index], in: output, at: start + mask.output)
    }
    for (index, product) in products.enumerated() {
      shape.store(product.sign * sums[masks.count + index], in: output, at: start + product.output)
    }
    for place in distributions {
      for k in 0..<place.count {
        shape.store(values[place.first + k], in: output, at: start + place.output + k)
      }
    }
  }

  /// Takes a sample's cotangents.
  func read(_ cotangent: UnsafeRawPointer, at start: Int) {
    for (index, mask) in masks.enumerated() {
      let weight = mask.sign * shape.load(cotangent, at: start + mask.output)
      shape.store(weight, in: maskWeights.base, at: index)
    }
    for place in distributions {
      (distributionWeights.base + place.first * shape.numberBytes).copyMemory(
        from: cotangent + (start + place.output) * shape.numberBytes,
        byteCount: place.count * shape.numberBytes)
    }
  }

  /// A product's cotangent.
  func weight(_ product: Product, _ cotangent: UnsafeRawPointer, at start: Int) -> Double {
    product.sign * shape.load(cotangent, at: start + product.output)
  }
}
