import Testing

@testable import QganTraining

@Suite struct SafetensorsTests {
  private func file(_ header: String, data: Int, length: UInt64? = nil) -> ByteSource {
    let length = length ?? UInt64(header.utf8.count)
    let prefix = (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
    return ByteSource(prefix + header.utf8 + [UInt8](repeating: 0, count: data), name: "damaged")
  }

  @Test func readsTheReference() throws {
    let source = try ByteSource(path: Fixture.path("reference.safetensors"))
    let file = try SafetensorsFile(source)
    #expect(file.metadata == ["format": "pt"])
    #expect(try file.tensor("a").integers == [0, 1, 2])
    #expect(try file.tensor("b").floats == (0..<12).map { Float($0) / 4 - 1 })
    #expect(try file.tensor("b").shape == [2, 3, 2])
    #expect(try file.tensor("c.weight").doubles == [0, 1, 2, 3, 4])
    #expect(try file.tensor("flag").integers == [1])
    #expect(throws: TrainingError.self) { try file.tensor("d") }
    let bytes = try source.readAll()
    Damage.truncations(of: bytes) { try readAll($0) }
    Damage.random(of: bytes, count: 1500) { try readAll($0) }
    // The reference implementation's own bytes come out again.
    var tensors: [String: StoredTensor] = [:]
    for name in file.entries.keys { tensors[name] = try file.tensor(name) }
    let again = try SafetensorsFile(
      ByteSource(Array(SafetensorsFile.encode(tensors, metadata: ["format": "pt"]).joined()), name: "x"))
    #expect(again.entries == file.entries && again.metadata == file.metadata)
    #expect(again.dataOffset % 8 == 0)
  }

  private func readAll(_ source: ByteSource) throws {
    let file = try SafetensorsFile(source)
    for name in file.entries.keys { _ = try file.tensor(name).doubles }
  }

  @Test func readsEmptyFilesAndTensors() throws {
    #expect(try SafetensorsFile(file("{}", data: 0)).entries.isEmpty)
    let empty = try SafetensorsFile(
      file(#"{"a":{"dtype":"F32","shape":[0,4],"data_offsets":[0,0]}}   "#, data: 0))
    #expect(try empty.tensor("a").floats == [])
  }

  @Test(arguments: [
    // Holes, overlaps, trailing bytes, wrong sizes.
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[5,9]}}"#,
      9
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      4
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      8
    ),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#, 8),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, 4),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#, 4),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0.0,4.0]}}"#, 4),
    // Sizes that overflow.
    (#"{"a":{"dtype":"F32","shape":[2147483648,2147483648,4],"data_offsets":[0,0]}}"#, 0),
    (#"{"a":{"dtype":"F64","shape":[4611686018427387904],"data_offsets":[0,0]}}"#, 0),
    (#"{"a":{"dtype":"F64","shape":[9223372036854775808],"data_offsets":[0,0]}}"#, 0),
    (#"{"a":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}"#, 8),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4),
    // Headers that are no descriptions.
    (#"{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}"#, 4),
    (#"{"a":{"shape":[1],"data_offsets":[0,4]}}"#, 4), (#"{"a":{"dtype":"F32","data_offsets":[0,4]}}"#, 4),
    (#"{"a":{"dtype":"F32","shape":[1]}}"#, 4), (#"{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}"#, 4),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}"#, 4), (#"{"a":1}"#, 0), ("[]", 0),
    (" {}", 0), ("{", 0),
    ("{}x", 0), ("", 0), (#"{"__metadata__":{"a":1}}"#, 0), (#"{"__metadata__":[]}"#, 0),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      4
    ),
    (#"{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 4),
  ])
  func refuses(header: String, data: Int) {
    Damage.expectBadData(header) { _ = try SafetensorsFile(file(header, data: data)) }
  }

  @Test(arguments: [3, (16 << 20) + 1, 1 << 31, 1 << 63, UInt64.max] as [UInt64])
  func refusesHeaderLength(length: UInt64) {
    Damage.expectBadData("\(length)") { _ = try SafetensorsFile(file("{}", data: 0, length: length)) }
  }

  @Test func tensorsConvert() {
    #expect(StoredTensor([1.5, -2] as [Float]).doubles == [1.5, -2])
    #expect(StoredTensor([1.5, -2] as [Float]).integers == nil)
    #expect(StoredTensor([Int.max, Int.min]).integers == [Int.max, Int.min])
    #expect(StoredTensor([1e300 as Double]).floats == [.infinity])
    #expect(StoredTensor(type: .float32, shape: [2], bytes: [0, 0, 0, 0]) == nil)
    #expect(StoredTensor(type: .float32, shape: [1 << 62, 4], bytes: []) == nil)
  }
}
