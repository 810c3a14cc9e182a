/// The legacy format of `torch.save`: five pickles (magic number, version, facts of the machine, the object, the keys
/// of the storages), then each storage as a count of 8 bytes and its numbers.
struct TorchStream: TorchRecords {
  /// What begins the format.
  private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]

  let content: TorchContent
  private let source: ByteSource
  /// Where the numbers of each storage lie in the file.
  private let places: [String: Range<Int>]

  init(_ source: ByteSource) throws(TrainingError) {
    self.source = source
    var machine = PickleMachine(try source.read(at: 0, count: min(source.size, PickleMachine.sizeLimit)))
    guard case .long(let bytes) = try machine.run(source), bytes == Self.magic else {
      throw source.badData("this is a pickle, but not one of `torch.save`")
    }
    guard case .integer(let version) = try machine.run(source), version == 1001 else {
      throw source.badData("this version of the legacy format of `torch.save` is not known")
    }
    let facts = try machine.run(source)
    guard case .boolean(true) = machine.heap.member("little_endian", of: facts) else {
      throw source.badData("the numbers are not in little-endian order, and no other is read")
    }
    let value = try machine.run(source)
    content = TorchContent(value: value, heap: machine.heap)
    let list = try machine.run(source)
    guard let keys = machine.heap.elements(of: list) else {
      throw source.badData("the list of storages is missing")
    }
    var position = machine.position
    var places: [String: Range<Int>] = [:]
    for key in keys {
      guard case .string(let name) = key, let type = machine.storageTypes[name] else {
        throw source.badData("the list of storages names one that no tensor uses")
      }
      var count: UInt64 = 0
      for byte in try source.read(at: position, count: 8).reversed() { count = count << 8 | UInt64(byte) }
      position += 8
      let room = (source.size - position) / type.byteCount
      guard count <= UInt64(room) else {
        throw source.badData("the file is truncated: storage `\(name)` has \(count) numbers, and \(room) fit")
      }
      let end = position + Int(count) * type.byteCount
      guard places.updateValue(position..<end, forKey: name) == nil else {
        throw source.badData("the list of storages names `\(name)` twice")
      }
      position = end
    }
    guard position == source.size else {
      throw source.badData("\(source.size - position) bytes follow the last storage")
    }
    self.places = places
  }

  func size(of storage: TorchStorage) throws(TrainingError) -> Int? {
    guard let place = places[storage.key] else { return nil }
    return max(0, place.count - storage.start * storage.type.byteCount)
  }

  func bytes(of storage: TorchStorage, in range: Range<Int>) throws(TrainingError) -> [UInt8] {
    guard let place = places[storage.key] else { throw source.badData("storage `\(storage.key)` is missing") }
    let start = place.lowerBound + storage.start * storage.type.byteCount
    return try source.read(at: start + range.lowerBound, count: range.count)
  }
}
