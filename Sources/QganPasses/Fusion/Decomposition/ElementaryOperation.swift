import QganIR

/// What every gate is decomposed into, on the bits of a state's index: real rotations, phases and bit operations.
enum ElementaryOperation: Hashable, Sendable {
  /// exp(-i h Y) on a bit.
  case rotation(bit: Int, Angle)
  /// exp(i h) on the indices for which all checks hold.
  case phase(Angle, [ParityCheck])
  /// X on a bit.
  case flip(bit: Int)
  /// CX: adds one bit to another.
  case add(Int, to: Int)
  case swap(Int, Int)
}
