import CQganWeights

/// Weight files inside the binary.
enum EmbeddedWeights {
  /// The bytes of the file `name`, such as `std/fashion28.safetensors`; `nil` if there is none.
  static func file(_ name: String) -> [UInt8]? {
    var size = 0
    switch name {
    case "std/fashion28.safetensors":
      let bytes = qgan_fashion28(&size)
      return Array(UnsafeBufferPointer(start: bytes, count: size))
    default: return nil
    }
  }
}
