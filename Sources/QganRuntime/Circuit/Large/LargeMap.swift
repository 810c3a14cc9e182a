import CQganKernels
import QganIR

/// The tables by which a kernel gathers amplitudes.
final class LargeMap {
  private let low: CArray<UInt32>
  private let high: CArray<UInt32>
  private let sources: CArray<UInt32>
  private let laneTable: CArray<UInt32>
  private let order: CArray<UInt32>
  private let tileArrays: [CArray<UInt32>]
  private let header: CArray<large_map>
  /// Where each index comes from.
  private let origin: BitMap

  var pointer: UnsafePointer<large_map> { UnsafePointer(header.pointer) }

  /// `origin` says where each new index comes from; `image`, its inverse, where each old one goes.
  init(origin: BitMap, image: BitMap, shape: LargeShape, lanes: Int) {
    self.origin = origin
    let laneBits = lanes.trailingZeroBitCount
    low = CArray(LargeShape.images(origin.columns[laneBits..<shape.lowBits]))
    high = CArray(LargeShape.images(origin.columns[shape.lowBits...]))
    // Registers that the lanes come from: sums of independent ones.
    var basis: [UInt32] = []
    var chosen: [UInt32: UInt32] = [0: 0]
    let laneImages = LargeShape.images(origin.columns[..<laneBits])
    for image in laneImages where chosen[image >> UInt32(laneBits)] == nil {
      let bit: UInt32 = 1 << UInt32(basis.count)
      basis.append(image >> UInt32(laneBits))
      for (sum, number) in chosen { chosen[sum ^ image >> UInt32(laneBits)] = number | bit }
    }
    sources = CArray(LargeShape.images(basis.map(UInt64.init)[...]))
    laneTable = CArray(
      laneImages.map { $0 & UInt32(lanes - 1) } + laneImages.map { chosen[$0 >> UInt32(laneBits)] ?? 0 })
    let tiling = LargeTiling(origin: origin, shape: shape, laneBits: laneBits)
    tileArrays = (tiling?.tables ?? [[], [], [], []]).map { CArray($0) }
    order = CArray(tiling?.order(shape) ?? Self.visits(image: image, shape: shape))
    var header = large_map()
    header.rank = Int32(basis.count)
    header.low = UnsafePointer(low.pointer)
    header.high = UnsafePointer(high.pointer)
    header.sources = UnsafePointer(sources.pointer)
    header.lanes = UnsafePointer(laneTable.pointer)
    header.order = UnsafePointer(order.pointer)
    header.offset = UInt32(truncatingIfNeeded: origin.offset)
    if let tiling {
      header.isTiled = 1
      header.blockRank = Int32(tiling.blockRank)
      header.tilesAreColumns = tiling.areColumns ? 1 : 0
      header.tileBlocks = UnsafePointer(tileArrays[0].pointer)
      header.tileRegisters = UnsafePointer(tileArrays[1].pointer)
      header.tileImages = UnsafePointer(tileArrays[2].pointer)
      header.tileLanes = UnsafePointer(tileArrays[3].pointer)
      header.blockPivots = tiling.blockPivots
      header.registerPivots = tiling.registerPivots
    }
    self.header = CArray([header])
    groupCount = shape.blockCount >> (tiling?.blockRank ?? 0)
    favoursBlocks = tiling.map { !$0.areColumns } ?? false
  }

  /// Groups of blocks that are gathered together.
  let groupCount: Int
  /// Whether blocks are gathered by tiles, but columns are not.
  let favoursBlocks: Bool

  /// Blocks that share a cache line of the old state one after another.
  private static func visits(image: BitMap, shape: LargeShape) -> [UInt32] {
    let lineBits = (Int(LARGE_LINE) / shape.numberBytes).trailingZeroBitCount
    let offsets = LargeShape.images(image.columns[..<lineBits]).map { Int($0) >> shape.lowBits }
    var seen = [Bool](repeating: false, count: shape.blockCount)
    var order: [UInt32] = []
    for block in 0..<shape.blockCount {
      for offset in offsets where !seen[block ^ offset] {
        seen[block ^ offset] = true
        order.append(UInt32(block ^ offset))
      }
    }
    return order
  }

  /// Reads as if the new indices were changed by this.
  func flip(new mask: UInt64) {
    header.pointer[0].offset = UInt32(truncatingIfNeeded: origin.image(of: mask))
  }

  /// Reads as if the old indices were changed by this.
  func flip(old mask: UInt64) {
    header.pointer[0].offset = UInt32(truncatingIfNeeded: origin.offset ^ mask)
  }
}
