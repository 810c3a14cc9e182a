import QganIR

/// How a map of indices moves whole registers and then exchanges lanes between few of them.
///
/// Let the map take register L and lane v to register C L + F v and lane B L + A v. If C has an inverse, then
/// `new[L][v] = moved[L + G v][v]` with `moved[L][v] = old[C L][B L + (A + B G) v]` and `G = C^-1 F`: registers that
/// differ by what G gives form a tile, and each bit of G v is one exchange of lanes between pairs of them.
struct LargeTiling {
  /// 2^rank entries of each but the last: what to add to a block's number, a register's number and an image; then for
  /// each lane where it comes from, and after those the exchanges that it takes part in.
  let tables: [[UInt32]]
  /// Blocks of a tile: 2 to the power of this.
  let blockRank: Int
  let areColumns: Bool
  let blockPivots: UInt32
  let registerPivots: UInt32

  /// `nil` where the map of registers is not one to one.
  init?(origin: BitMap, shape: LargeShape, laneBits: Int) {
    let lanes = UInt64(1) << UInt64(laneBits)
    let registers = BitMap(columns: origin.columns[laneBits...].map { $0 >> UInt64(laneBits) })
    let back = registers.inverse
    guard registers.then(back).isIdentity else { return nil }
    let exchanged = origin.columns[..<laneBits].map { back.linearImage(of: $0 >> UInt64(laneBits)) }
    let basis = Self.reduced(exchanged)
    let registerBits = shape.lowBits - laneBits
    blockRank = basis.filter { $0 >> UInt64(registerBits) != 0 }.count
    let inBlock: UInt64 = (1 << UInt64(registerBits)) - 1
    areColumns = basis.allSatisfy { $0 & inBlock == 0 }
    let pivots = basis.reduce(0) { $0 | Self.highestBit($1) }
    blockPivots = UInt32(truncatingIfNeeded: pivots >> UInt64(registerBits))
    registerPivots = UInt32(truncatingIfNeeded: pivots & inBlock)
    let laneOrigins = origin.columns[..<laneBits].enumerated().map { bit, column in
      (column ^ origin.linearImage(of: exchanged[bit] << UInt64(laneBits))) & (lanes - 1)
    }
    let parts = exchanged.map { vector in
      basis.indices.reduce(UInt64(0)) {
        $0 | (vector & Self.highestBit(basis[$1]) == 0 ? 0 : 1 << UInt64($1))
      }
    }
    tables = [
      LargeShape.images(basis.map { $0 >> UInt64(registerBits) }[...]),
      LargeShape.images(basis.map { $0 & inBlock }[...]),
      LargeShape.images(basis.map { origin.linearImage(of: $0 << UInt64(laneBits)) }[...]),
      LargeShape.images(laneOrigins[...]) + LargeShape.images(parts[...]),
    ]
  }

  /// A basis of what the vectors span, in which the highest bit of each is in none of the others; highest first.
  private static func reduced(_ vectors: [UInt64]) -> [UInt64] {
    var basis: [UInt64] = []
    for vector in vectors {
      let rest = basis.reduce(vector) { $0 & highestBit($1) == 0 ? $0 : $0 ^ $1 }
      guard rest != 0 else { continue }
      basis = basis.map { $0 & highestBit(rest) == 0 ? $0 : $0 ^ rest } + [rest]
    }
    return basis.sorted(by: >)
  }

  private static func highestBit(_ vector: UInt64) -> UInt64 {
    vector == 0 ? 0 : 1 << UInt64(63 - vector.leadingZeroBitCount)
  }

  /// All blocks, those of a tile together: its first, then the others.
  func order(_ shape: LargeShape) -> [UInt32] {
    let members = tables[0].prefix(1 << blockRank)
    return (0..<UInt32(shape.blockCount)).filter { $0 & blockPivots == 0 }.flatMap { first in
      members.map { first ^ $0 }
    }
  }
}
