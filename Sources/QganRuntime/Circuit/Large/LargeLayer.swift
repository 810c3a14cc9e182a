import CQganKernels
import QganIR

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A stage's diagonal and rotations as the kernels take them, for the sample at hand.
///
/// RY(h) = cos h [[1, -t], [t, 1]] with t = tan h: the cosines are part of the diagonal. Where |t| would exceed 1, h is
/// changed by pi/2, and RY(pi/2) = X Z is done by the stage's map and diagonal: `flips` are those bits.
final class LargeLayer {
  /// From the state before, and back to it.
  let map: LargeMap
  let back: LargeMap
  let header: CArray<large_layer>
  /// Places of the sums: of each bit, and of each wanted mask.
  let bitSums: Int
  let maskSums: Int
  let sumCount: Int
  /// Whether anything here has a gradient.
  let hasGradient: Bool
  let turnsHighBits: Bool
  /// Products of the cosines of the low and high bits.
  private(set) var cosines = (low: 1.0, high: 1.0)
  private var flips: UInt64 = 0

  private let rotations: [(bit: Int, argument: Int, hasGradient: Bool)]
  private let spectrum: LargeSpectrum
  private let wanted: [Int]
  private let wantedMasks: CArray<UInt64>
  private let coefficients: CArray<Double>
  private let groups: [Group]
  private let highMasks: [Int]
  private let highVariesBySample: Bool
  private let tables: CArray<large_table>
  private let tangents: LargeRegion
  private let scalars: LargeRegion
  private let shape: LargeShape

  /// Masks that share a table, and the table.
  private struct Group {
    let masks: LargeMaskGroup
    /// Of each mask, in a block.
    let places: [Int]
    let variesBySample: Bool
    let variants: CArray<UInt32>
    let re: LargeRegion
    let im: LargeRegion
  }

  /// Throws an `IRError` if the diagonal has too many parities.
  init(
    _ stage: LargeNormalForm.Stage, _ circuit: FusedCircuit, shape: LargeShape, lanes: Int, firstSum: Int,
    layout: inout LargeLayout
  ) throws {
    self.shape = shape
    let inverse = stage.map.inverse
    map = LargeMap(origin: inverse, image: stage.map, shape: shape, lanes: lanes)
    back = LargeMap(origin: stage.map, image: inverse, shape: shape, lanes: lanes)
    rotations = stage.rotations.enumerated().compactMap { bit, argument in
      argument.map { (bit, $0, circuit.binding(of: $0) != nil) }
    }
    turnsHighBits = rotations.contains { $0.bit >= shape.lowBits }
    let spectrum = try LargeSpectrum(stage.diagonal, name: circuit.name)
    self.spectrum = spectrum
    wanted = spectrum.masks.indices.filter { index in
      spectrum.masks[index] != 0
        && spectrum.shares[index].contains { circuit.binding(of: $0.argument) != nil }
    }
    wantedMasks = CArray(wanted.map { spectrum.masks[$0] })
    coefficients = CArray([Double](repeating: 0, count: spectrum.masks.count))
    bitSums = firstSum
    maskSums = firstSum + shape.qubitCount
    sumCount = shape.qubitCount + wanted.count
    hasGradient = !wanted.isEmpty || rotations.contains(where: \.hasGradient)

    // Flips change the signs of all coefficients: rotations that vary make the whole diagonal vary.
    let rotationsVary = rotations.contains { circuit.binding(of: $0.argument) == .input }
    func varies(_ mask: Int) -> Bool {
      rotationsVary || spectrum.shares[mask].contains { circuit.binding(of: $0.argument) == .input }
    }
    let high = spectrum.masks.indices.filter { spectrum.masks[$0] & shape.lowMask == 0 }
    highMasks = high
    highVariesBySample = rotationsVary || high.contains(where: varies)
    groups = Self.groups(
      spectrum, shape, hasLowRotations: rotations.contains { $0.bit < shape.lowBits }, varies
    )
    .map { masks, variesBySample in
      let variants = CArray((0..<shape.blockCount).map(masks.variant(ofBlock:)))
      let size = shape.blockSize << masks.basis.count
      return Group(
        masks: masks, places: masks.masks.map { Int(spectrum.masks[$0] & shape.lowMask) },
        variesBySample: variesBySample, variants: variants,
        re: layout.place(size, of: shape.numberBytes), im: layout.place(size, of: shape.numberBytes))
    }
    tables = CArray([large_table](repeating: large_table(), count: groups.count))
    tangents = layout.place(shape.qubitCount, of: shape.numberBytes)
    scalars = layout.place(2 * shape.blockCount, of: shape.numberBytes)
    var header = large_layer()
    for rotation in rotations {
      header.rotated |= 1 << UInt64(rotation.bit)
      if rotation.hasGradient { header.wanted |= 1 << UInt64(rotation.bit) }
    }
    header.maskCount = Int32(wanted.count)
    header.masks = UnsafePointer(wantedMasks.pointer)
    header.tables = UnsafePointer(tables.pointer)
    self.header = CArray([header])
  }

  /// Low masks go to one table; masks that reach into the block's number share tables where few parities make them.
  private static func groups(
    _ spectrum: LargeSpectrum, _ shape: LargeShape, hasLowRotations: Bool, _ varies: (Int) -> Bool
  ) -> [(LargeMaskGroup, variesBySample: Bool)] {
    var groups: [(LargeMaskGroup, variesBySample: Bool)] = []
    let low = spectrum.masks.indices.filter { spectrum.masks[$0] & shape.lowMask != 0 }
    for mask in low.sorted(by: {
      spectrum.masks[$0] >> UInt64(shape.lowBits) < spectrum.masks[$1] >> UInt64(shape.lowBits)
    }) {
      let high = spectrum.masks[mask] >> UInt64(shape.lowBits)
      var isPlaced = false
      for index in groups.indices where groups[index].variesBySample == varies(mask) && !isPlaced {
        isPlaced = groups[index].0.add(mask, high: high)
      }
      if !isPlaced {
        var group = LargeMaskGroup()
        _ = group.add(mask, high: high)
        groups.append((group, varies(mask)))
      }
    }
    // Flips of low bits need a table to be in.
    if groups.isEmpty && hasLowRotations { groups.append((LargeMaskGroup(), true)) }
    return groups
  }

  /// To be called when the memory is taken.
  func attach() {
    header.pointer[0].tangents = UnsafeRawPointer(tangents.base)
    // Bits without an RY are turned with their neighbours, by nothing.
    for bit in 0..<shape.qubitCount { shape.store(0, in: tangents.base, at: bit) }
    header.pointer[0].scalars = UnsafeRawPointer(scalars.base)
    for (index, group) in groups.enumerated() {
      tables.pointer[index] = large_table(
        re: UnsafeRawPointer(group.re.base), im: UnsafeRawPointer(group.im.base),
        variants: group.variants.pointer)
    }
  }

  /// Computes tangents and tables from the arguments; tables that the batch shares only if they are stale.
  func prepare(_ values: UnsafePointer<Double>, isStale: Bool, workers: LargeWorkers) {
    flips = 0
    cosines = (1, 1)
    for rotation in rotations {
      var h = values[rotation.argument].remainder(dividingBy: .pi)
      if abs(h) > .pi / 4 {
        h -= h > 0 ? .pi / 2 : -.pi / 2
        flips |= 1 << UInt64(rotation.bit)
      }
      shape.store(tan(h), in: tangents.base, at: rotation.bit)
      if rotation.bit < shape.lowBits { cosines.low *= cos(h) } else { cosines.high *= cos(h) }
    }
    map.flip(new: flips)
    back.flip(old: flips)
    for index in spectrum.masks.indices {
      let mask = spectrum.masks[index]
      let sum = spectrum.shares[index].reduce(0) { $0 + $1.factor * values[$1.argument] }
      // A change by pi is a global sign; small arguments have exact sines.
      coefficients.pointer[index] = sign(mask) * sum.remainder(dividingBy: .pi)
    }
    // Without phases and flips there is no table to multiply by.
    let isPlain = groups.count == 1 && groups[0].masks.masks.isEmpty && flips & shape.lowMask == 0
    header.pointer[0].tableCount = isPlain ? 0 : Int32(groups.count)
    for (index, group) in groups.enumerated() where !isPlain && (isStale || group.variesBySample) {
      fill(group, flips: index == 0 ? flips & shape.lowMask : 0, workers)
    }
    if isStale || highVariesBySample { fillScalars(workers) }
  }

  private func sign(_ mask: UInt64) -> Double { (mask & flips).nonzeroBitCount % 2 == 1 ? -1 : 1 }

  private func fill(_ group: Group, flips: UInt64, _ workers: LargeWorkers) {
    let variantCount = 1 << group.masks.basis.count
    let size = shape.blockSize
    let bytes = size * shape.numberBytes
    let filling = LargeFilling(
      re: group.re.base, im: group.im.base, coefficients: coefficients.pointer, kernels: workers.kernels,
      bits: Int32(shape.lowBits))
    let (masks, places) = (group.masks, group.places)
    workers.run(variantCount) { part, range in
      let spectrum = part.spectrum
      for variant in range {
        spectrum.update(repeating: 0, count: size)
        for index in places.indices {
          let isOdd = (masks.combinations[index] & UInt32(variant)).nonzeroBitCount % 2 == 1
          let value = filling.coefficients[masks.masks[index]]
          spectrum[places[index]] += isOdd ? -value : value
        }
        LargeLayer.add(flips: flips, to: spectrum)
        filling.fill(spectrum, variant * bytes)
      }
    }
  }

  /// The factor -1 of indices that have an odd number of flipped bits, but for a global sign that `fillScalars` mends.
  private static func add(flips: UInt64, to spectrum: UnsafeMutablePointer<Double>) {
    var rest = flips
    while rest != 0 {
      spectrum[1 << rest.trailingZeroBitCount] -= .pi / 2
      rest &= rest - 1
    }
  }

  private func fillScalars(_ workers: LargeWorkers) {
    let spectrum = workers.parts[0].spectrum
    spectrum.update(repeating: 0, count: shape.blockCount)
    for index in highMasks {
      spectrum[Int(self.spectrum.masks[index] >> UInt64(shape.lowBits))] += coefficients.pointer[index]
    }
    Self.add(flips: flips >> UInt64(shape.lowBits), to: spectrum)
    spectrum[0] += .pi / 2 * Double(flips.nonzeroBitCount)
    workers.kernels.phases(
      spectrum, Int32(shape.qubitCount - shape.lowBits), cosines.low * cosines.high, scalars.base, nil)
  }

  /// Adds the derivatives by the arguments that the sums of a backward pass give.
  func addGradients(_ sums: UnsafePointer<Double>, to gradients: UnsafeMutablePointer<Double>) {
    for rotation in rotations where rotation.hasGradient {
      gradients[rotation.argument] += 2 * sums[bitSums + rotation.bit]
    }
    // Undoing RYs without their cosines left both states too large.
    let scale = 2 * cosines.low * cosines.low
    for (index, mask) in wanted.enumerated() {
      let slope = scale * sign(spectrum.masks[mask]) * sums[maskSums + index]
      for share in spectrum.shares[mask] { gradients[share.argument] += share.factor * slope }
    }
  }
}

/// Where tables go; threads write different parts of them.
private struct LargeFilling: @unchecked Sendable {
  let re: UnsafeMutableRawPointer
  let im: UnsafeMutableRawPointer
  let coefficients: UnsafeMutablePointer<Double>
  let kernels: large_kernels
  let bits: Int32

  func fill(_ spectrum: UnsafeMutablePointer<Double>, _ offset: Int) {
    kernels.phases(spectrum, bits, 1, re + offset, im + offset)
  }
}
