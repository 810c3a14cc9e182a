import OrderedCollections

/// A safetensors file (huggingface.co/docs/safetensors), read strictly: what its header says must cover the file
/// exactly, without holes, overlaps or trailing bytes.
public struct SafetensorsFile: WeightFile {
  /// Where a tensor lies.
  public struct Entry: Hashable, Sendable {
    /// Format of each number.
    public var type: ScalarType
    /// Sizes of the axes.
    public var shape: [Int]
    /// Byte offsets after the header, half open.
    public var range: Range<Int>
  }

  /// The longest header that is read, 16 MB.
  public static let headerLimit = 16 << 20

  /// The tensors by name, in the header's order.
  public let entries: OrderedDictionary<String, Entry>
  /// The strings of `__metadata__`.
  public let metadata: OrderedDictionary<String, String>
  public let source: ByteSource
  let dataOffset: Int

  /// Reads and checks the header of the file at `path`.
  public init(path: String) throws(TrainingError) { try self.init(ByteSource(path: path)) }

  /// Reads and checks the header.
  public init(_ source: ByteSource) throws(TrainingError) {
    self.source = source
    guard source.size >= 8 else { throw source.badData("this is not a safetensors file: it is too short") }
    var length: UInt64 = 0
    for byte in try source.read(at: 0, count: 8).reversed() { length = length << 8 | UInt64(byte) }
    guard length <= UInt64(Self.headerLimit) else {
      throw source.badData("the safetensors header would be \(length) bytes long; at most 16 MB are read")
    }
    guard Int(length) <= source.size - 8 else {
      throw source.badData("the file is truncated within the safetensors header")
    }
    dataOffset = 8 + Int(length)
    let header = try source.read(at: 8, count: Int(length))
    guard header.first == UInt8(ascii: "{") else {
      throw source.badData("the safetensors header does not start with {")
    }
    let document: JSONValue
    do {
      document = try JSONParser.parse(header, valueLimit: 2_000_000)
    } catch {
      throw source.badData("the safetensors header is not sound: \(error)")
    }
    guard case .object(let members) = document else {
      throw source.badData("the safetensors header is not an object")
    }
    var entries: OrderedDictionary<String, Entry> = [:]
    var metadata: OrderedDictionary<String, String> = [:]
    for (name, value) in members {
      if name == "__metadata__" {
        metadata = try Self.metadata(value, source)
      } else {
        entries[name] = try Self.entry(name, value, source)
      }
    }
    self.entries = entries
    self.metadata = metadata
    try Self.checkCoverage(entries, dataSize: source.size - dataOffset, source)
  }

  /// The tensors' names, in the header's order.
  public var names: [String] { Array(entries.keys) }

  public func shape(of name: String) -> [Int]? { entries[name]?.shape }

  /// The tensor `name`; `badData` if there is none.
  public func tensor(_ name: String) throws(TrainingError) -> StoredTensor {
    guard let entry = entries[name] else { throw source.badData("there is no tensor `\(name)`") }
    let bytes = try source.read(at: dataOffset + entry.range.lowerBound, count: entry.range.count)
    return StoredTensor(type: entry.type, shape: entry.shape, checkedBytes: bytes)
  }

  /// The file that holds `tensors` and `metadata`, in pieces; tensors stand by element size, then name, so that
  /// each is aligned.
  public static func encode(
    _ tensors: [String: StoredTensor], metadata: [String: String] = [:]
  ) -> [[UInt8]] {
    let ordered = tensors.sorted { a, b in
      let (x, y) = (a.value.type.byteCount, b.value.type.byteCount)
      return x != y ? x > y : a.key.utf8.lexicographicallyPrecedes(b.key.utf8)
    }
    var members: OrderedDictionary<String, JSONValue> = [:]
    if !metadata.isEmpty {
      let sorted = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      members["__metadata__"] = .object(
        OrderedDictionary(uniqueKeysWithValues: sorted.map { ($0.key, .string($0.value)) }))
    }
    var offset = 0
    for (name, tensor) in ordered {
      let end = offset + tensor.bytes.count
      members[name] = .object([
        "dtype": .string(tensor.type.rawValue),
        "shape": .array(tensor.shape.map { .integer($0) }),
        "data_offsets": .array([.integer(offset), .integer(end)]),
      ])
      offset = end
    }
    var header = Array(JSONValue.object(members).text.utf8)
    header += [UInt8](repeating: 0x20, count: (8 - header.count % 8) % 8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> ($0 * 8)) }
    return [length, header] + ordered.map(\.value.bytes)
  }

  private static func metadata(
    _ value: JSONValue, _ source: ByteSource
  ) throws(TrainingError) -> OrderedDictionary<String, String> {
    guard case .object(let members) = value else {
      throw source.badData("`__metadata__` in the safetensors header is not an object")
    }
    var metadata: OrderedDictionary<String, String> = [:]
    for (key, value) in members {
      guard case .string(let text) = value else {
        throw source.badData("`__metadata__` in the safetensors header holds something other than strings")
      }
      metadata[key] = text
    }
    return metadata
  }

  private static func entry(
    _ name: String, _ value: JSONValue, _ source: ByteSource
  ) throws(TrainingError) -> Entry {
    func wrong(_ what: String) -> TrainingError { source.badData("tensor `\(name)`: \(what)") }
    guard case .object(let members) = value else { throw wrong("its description is not an object") }
    for key in members.keys where !["dtype", "shape", "data_offsets"].contains(key) {
      throw wrong("unknown key `\(key)`")
    }
    guard let typeName = members["dtype"]?.asString else { throw wrong("`dtype` is missing") }
    guard let type = ScalarType(rawValue: typeName) else {
      throw wrong("type `\(typeName)` is not supported")
    }
    guard let sizes = members["shape"]?.asArray else { throw wrong("`shape` is missing") }
    var shape: [Int] = []
    for size in sizes {
      guard case .integer(let size) = size, size >= 0 else {
        throw wrong("`shape` holds something other than sizes")
      }
      shape.append(size)
    }
    guard let offsets = members["data_offsets"]?.asArray, offsets.count == 2,
      case .integer(let start) = offsets[0], case .integer(let end) = offsets[1], start >= 0, start <= end
    else { throw wrong("`data_offsets` is not a pair of offsets") }
    guard let size = checkedProduct(shape + [type.byteCount]) else { throw wrong("its size overflows") }
    guard size == end - start else {
      throw wrong("its shape needs \(size) bytes, and its offsets give it \(end - start)")
    }
    return Entry(type: type, shape: shape, range: start..<end)
  }

  private static func checkCoverage(
    _ entries: OrderedDictionary<String, Entry>, dataSize: Int, _ source: ByteSource
  ) throws(TrainingError) {
    var position = 0
    let ordered = entries.sorted {
      ($0.value.range.lowerBound, $0.value.range.upperBound)
        < ($1.value.range.lowerBound, $1.value.range.upperBound)
    }
    for (name, entry) in ordered {
      if entry.range.lowerBound != position {
        let what = entry.range.lowerBound < position ? "overlaps another tensor" : "leaves a hole before it"
        throw source.badData("tensor `\(name)` \(what) at byte \(entry.range.lowerBound)")
      }
      position = entry.range.upperBound
    }
    if position > dataSize {
      throw source.badData(
        "the file is truncated: the tensors need \(position) bytes, and \(dataSize) are there")
    }
    if position < dataSize {
      throw source.badData("\(dataSize - position) bytes follow the last tensor")
    }
  }
}
