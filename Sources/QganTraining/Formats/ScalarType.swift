/// A number format of tensor files; raw values are the names that safetensors uses.
public enum ScalarType: String, CaseIterable, Hashable, Sendable {
  case boolean = "BOOL"
  case uint8 = "U8"
  case int8 = "I8"
  case uint16 = "U16"
  case int16 = "I16"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case uint32 = "U32"
  case int32 = "I32"
  case float32 = "F32"
  case uint64 = "U64"
  case int64 = "I64"
  case float64 = "F64"

  /// Bytes a number.
  public var byteCount: Int {
    switch self {
    case .boolean, .uint8, .int8: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// Whether values are whole numbers or truth values.
  public var isInteger: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: false
    default: true
    }
  }

  /// The numbers that `bytes` hold, rounded to single precision; an incomplete last one is left out.
  public func floats(_ bytes: [UInt8], bigEndian: Bool = false) -> [Float] {
    switch self {
    case .float32: ScalarType.map(bytes, bigEndian, UInt32.self) { Float(bitPattern: $0) }
    case .uint8: bytes.map { Float($0) }
    default: doubles(bytes, bigEndian: bigEndian).map { Float($0) }
    }
  }

  /// The numbers that `bytes` hold; integers beyond 2^53 are rounded.
  public func doubles(_ bytes: [UInt8], bigEndian: Bool = false) -> [Double] {
    switch self {
    case .boolean: bytes.map { $0 == 0 ? 0 : 1 }
    case .uint8: bytes.map { Double($0) }
    case .int8: bytes.map { Double(Int8(bitPattern: $0)) }
    case .uint16: ScalarType.map(bytes, bigEndian, UInt16.self) { Double($0) }
    case .int16: ScalarType.map(bytes, bigEndian, UInt16.self) { Double(Int16(bitPattern: $0)) }
    case .float16: ScalarType.map(bytes, bigEndian, UInt16.self) { ScalarType.half($0) }
    case .bfloat16:
      ScalarType.map(bytes, bigEndian, UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) }
    case .uint32: ScalarType.map(bytes, bigEndian, UInt32.self) { Double($0) }
    case .int32: ScalarType.map(bytes, bigEndian, UInt32.self) { Double(Int32(bitPattern: $0)) }
    case .float32: ScalarType.map(bytes, bigEndian, UInt32.self) { Double(Float(bitPattern: $0)) }
    case .uint64: ScalarType.map(bytes, bigEndian, UInt64.self) { Double($0) }
    case .int64: ScalarType.map(bytes, bigEndian, UInt64.self) { Double(Int64(bitPattern: $0)) }
    case .float64: ScalarType.map(bytes, bigEndian, UInt64.self) { Double(bitPattern: $0) }
    }
  }

  /// An IEEE half-precision number.
  private static func half(_ bits: UInt16) -> Double {
    let sign: Double = bits >> 15 == 0 ? 1 : -1
    let exponent = Int((bits >> 10) & 31)
    let fraction = Double(bits & 1023)
    if exponent == 31 { return fraction == 0 ? sign * .infinity : .nan }
    if exponent == 0 { return sign * fraction * 0x1p-24 }
    return sign * (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
  }

  private static func map<Word: FixedWidthInteger, Result>(
    _ bytes: [UInt8], _ bigEndian: Bool, _: Word.Type, _ convert: (Word) -> Result
  ) -> [Result] {
    let width = MemoryLayout<Word>.size
    return bytes.withUnsafeBytes { raw in
      (0..<raw.count / width).map { index in
        let word = raw.loadUnaligned(fromByteOffset: index * width, as: Word.self)
        return convert(bigEndian ? Word(bigEndian: word) : Word(littleEndian: word))
      }
    }
  }
}
