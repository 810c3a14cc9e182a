import CQganKernels

/// Where the steps of a fused program read and write; those that move with the blocks come first in the end.
struct FusedPlaces {
  /// A place before it is known how many move.
  enum Place {
    case moving(Int)
    case still(Int)
  }

  private(set) var moving: [qgan_fused_place] = []
  private(set) var still: [qgan_fused_place] = []
  /// Elements of slots so far.
  private(set) var slotCount = 0
  /// Slots of a block that nothing needs any more.
  private var freeSlots: [Int] = []

  /// The number of `place` when all are there.
  func index(_ place: Place) -> Int32 {
    switch place {
    case .moving(let index): Int32(index)
    case .still(let index): Int32(moving.count + index)
    }
  }

  /// One element, or what a gather reads.
  mutating func fixed(_ pointer: UnsafeMutableRawPointer, strides: IndexBuffer? = nil) -> Place {
    add(QGAN_FUSED_FIXED, pointer, strides)
  }

  /// A tensor in the walk's order.
  mutating func flat(_ pointer: UnsafeMutableRawPointer) -> Place {
    moving.append(qgan_fused_place(kind: QGAN_FUSED_FLAT, offset: 0, pointer: pointer, strides: nil))
    return .moving(moving.count - 1)
  }

  /// A tensor that is contiguous along rows, or one element a row.
  mutating func row(_ pointer: UnsafeMutableRawPointer, strides: IndexBuffer, isSingle: Bool) -> Place {
    moving.append(
      qgan_fused_place(
        kind: QGAN_FUSED_ROW, offset: isSingle ? 0 : 1, pointer: pointer,
        strides: UnsafePointer(strides.pointer)))
    return .moving(moving.count - 1)
  }

  /// A slot that nothing else has ever; they are a whole number of cache lines.
  mutating func newSlot(_ count: Int) -> Place {
    let offset = slotCount
    slotCount += (count + 15) / 16 * 16
    return add(QGAN_FUSED_SLOT, nil, nil, offset: offset)
  }

  /// A slot of a block, one that was given back if there is one.
  mutating func takeSlot(_ block: Int) -> Place {
    freeSlots.popLast().map { .still($0) } ?? newSlot(block)
  }

  /// Gives a slot of a block back; other places stay what they are.
  mutating func giveBack(_ place: Place) {
    guard case .still(let index) = place, still[index].kind == QGAN_FUSED_SLOT else { return }
    freeSlots.append(index)
  }

  private mutating func add(
    _ kind: Int32, _ pointer: UnsafeMutableRawPointer?, _ strides: IndexBuffer?, offset: Int = 0
  ) -> Place {
    still.append(
      qgan_fused_place(
        kind: kind, offset: Int64(offset), pointer: pointer,
        strides: strides.map { UnsafePointer($0.pointer) }))
    return .still(still.count - 1)
  }
}
