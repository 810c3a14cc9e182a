/// An affine map of a state's index over GF(2): what CX, X and SWAP gates do to basis states.
public struct BitMap: Hashable, Sendable {
  /// Where each bit alone goes; a sum of bits goes to the sum (exclusive or) of their images.
  public private(set) var columns: [UInt64]
  /// Added to every image.
  public private(set) var offset: UInt64

  /// The map that moves nothing.
  public init(identity bitCount: Int) {
    columns = (0..<bitCount).map { 1 << UInt64($0) }
    offset = 0
  }

  /// The map with these images; `columns` must be linearly independent.
  public init(columns: [UInt64], offset: UInt64 = 0) {
    self.columns = columns
    self.offset = offset
  }

  public var bitCount: Int { columns.count }

  /// Whether nothing moves.
  public var isIdentity: Bool { self == BitMap(identity: bitCount) }

  /// The index where the amplitude of an index goes.
  public func image(of index: UInt64) -> UInt64 { linearImage(of: index) ^ offset }

  /// The image without the offset: where a difference of two indices goes.
  public func linearImage(of difference: UInt64) -> UInt64 {
    columns.indices.reduce(0) { difference >> UInt64($1) & 1 == 1 ? $0 ^ columns[$1] : $0 }
  }

  /// This map, then another on as many bits.
  public func then(_ next: BitMap) -> BitMap {
    BitMap(columns: columns.map(next.linearImage(of:)), offset: next.image(of: offset))
  }

  /// The map back; a map that merges indices gives itself.
  public var inverse: BitMap {
    var rows = columns
    var result = BitMap(identity: bitCount).columns
    for bit in rows.indices {
      guard let pivot = rows.indices.first(where: { $0 >= bit && rows[$0] >> UInt64(bit) & 1 == 1 }) else {
        return self
      }
      rows.swapAt(bit, pivot)
      result.swapAt(bit, pivot)
      for other in rows.indices where other != bit && rows[other] >> UInt64(bit) & 1 == 1 {
        rows[other] ^= rows[bit]
        result[other] ^= result[bit]
      }
    }
    let linear = BitMap(columns: result)
    return BitMap(columns: result, offset: linear.linearImage(of: offset))
  }

  /// For each bit of an image, the parity of the index that it is.
  public var rows: [ParityCheck] {
    columns.indices.map { bit in
      ParityCheck(mask: pullback(1 << UInt64(bit)), value: offset >> UInt64(bit) & 1 == 0)
    }
  }

  /// The map whose images have these bits, if there is one and it has an inverse.
  public init?(rows: [ParityCheck]) {
    var map = BitMap(identity: rows.count)
    map.columns = rows.indices.map { column in
      rows.indices.reduce(0) { rows[$1].mask >> UInt64(column) & 1 == 1 ? $0 | 1 << UInt64($1) : $0 }
    }
    for (bit, row) in rows.enumerated() where !row.value { map.flip(bit) }
    guard map.hasInverse else { return nil }
    self = map
  }

  /// Whether no two indices have one image.
  public var hasInverse: Bool { then(inverse).isIdentity }

  /// The mask whose parity on an index is that of `mask` on the index's image, the offset aside.
  public func pullback(_ mask: UInt64) -> UInt64 {
    columns.indices.reduce(0) { parity(columns[$1] & mask) ? $0 | 1 << UInt64($1) : $0 }
  }

  /// The check that holds for an index exactly where `check` holds for its image.
  public func pullback(_ check: ParityCheck) -> ParityCheck {
    ParityCheck(mask: pullback(check.mask), value: check.value != parity(offset & check.mask))
  }

  /// Follows the map by an X on a bit.
  public mutating func flip(_ bit: Int) { offset ^= 1 << UInt64(bit) }

  /// Follows the map by a CX.
  public mutating func add(_ control: Int, to target: Int) {
    for bit in columns.indices { columns[bit] ^= (columns[bit] >> UInt64(control) & 1) << UInt64(target) }
    offset ^= (offset >> UInt64(control) & 1) << UInt64(target)
  }

  /// Follows the map by a SWAP.
  public mutating func swap(_ a: Int, _ b: Int) {
    columns = columns.map { BitMap.exchanging(a, b, in: $0) }
    offset = BitMap.exchanging(a, b, in: offset)
  }

  /// A CX as a map.
  public static func adding(_ control: Int, to target: Int, bitCount: Int) -> BitMap {
    var map = BitMap(identity: bitCount)
    map.columns[control] ^= 1 << UInt64(target)
    return map
  }

  /// An index with two of its bits exchanged.
  private static func exchanging(_ a: Int, _ b: Int, in index: UInt64) -> UInt64 {
    let differ = (index >> UInt64(a) ^ index >> UInt64(b)) & 1
    return a == b ? index : index ^ (differ << UInt64(a) | differ << UInt64(b))
  }

  private func parity(_ bits: UInt64) -> Bool { bits.nonzeroBitCount % 2 == 1 }
}

/// A condition on an index: the parity of the bits in a mask.
public struct ParityCheck: Hashable, Sendable {
  public var mask: UInt64
  /// Whether an odd number of the mask's bits must be set.
  public var value: Bool

  public init(mask: UInt64, value: Bool = true) {
    self.mask = mask
    self.value = value
  }

  /// Whether the check holds for an index.
  public func holds(for index: UInt64) -> Bool { ((index & mask).nonzeroBitCount % 2 == 1) == value }
}
