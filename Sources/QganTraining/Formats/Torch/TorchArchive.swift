/// The zip format of `torch.save`: `NAME/data.pkl`, a record `NAME/data/KEY` for each storage, `NAME/byteorder`.
struct TorchArchive: TorchRecords {
  let content: TorchContent
  private let archive: ZipArchive
  private let root: String

  init(_ source: ByteSource) throws(TrainingError) {
    archive = try ZipArchive(source)
    let pickles = archive.names.filter { $0.hasSuffix("/data.pkl") }
    guard let pickle = pickles.first, pickles.count == 1 else {
      throw source.badData("the zip archive has no `data.pkl`: `torch.save` did not write it")
    }
    root = String(pickle.dropLast("data.pkl".count))
    if archive.names.contains(root + "constants.pkl") {
      throw source.badData(
        "this is a TorchScript module, which is a program; save its weights with "
          + "`torch.save(module.state_dict(), path)`")
    }
    let order = root + "byteorder"
    if archive.names.contains(order) {
      let text = try archive.contents(of: order)
      guard text.size == 6, try text.readAll() == Array("little".utf8) else {
        throw source.badData("the numbers are not in little-endian order, and no other is read")
      }
    }
    let contents = try archive.contents(of: pickle)
    guard contents.size <= PickleMachine.sizeLimit else { throw source.badData(PickleMachine.tooLarge) }
    var machine = PickleMachine(try contents.readAll())
    let value = try machine.run(source)
    guard machine.position == contents.size else { throw source.badData("bytes follow the pickle") }
    content = TorchContent(value: value, heap: machine.heap)
  }

  func size(of storage: TorchStorage) throws(TrainingError) -> Int? {
    guard let member = archive.members[root + "data/" + storage.key] else { return nil }
    return member.size
  }

  func bytes(of storage: TorchStorage, in range: Range<Int>) throws(TrainingError) -> [UInt8] {
    try archive.contents(of: root + "data/" + storage.key).read(at: range.lowerBound, count: range.count)
  }
}
