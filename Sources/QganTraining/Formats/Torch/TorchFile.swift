import OrderedCollections

/// A file that `torch.save` wrote, in the zip format (since PyTorch 1.6) or the legacy one. Its pickle is interpreted
/// by `PickleMachine`, which runs nothing: what is not a tensor, a number, a string or a container is refused.
public struct TorchFile: WeightFile {
  public let source: ByteSource
  /// The tensors by name: keys of nested dictionaries and indices of lists, joined by dots.
  let tensors: OrderedDictionary<String, TorchTensor>
  private let records: any TorchRecords

  /// The tensors' names, in the file's order.
  public var names: [String] { Array(tensors.keys) }

  /// Reads and checks everything but the tensors' values.
  public init(_ source: ByteSource) throws(TrainingError) {
    self.source = source
    let start = try source.read(at: 0, count: min(4, source.size))
    let content: TorchContent
    if start.starts(with: Self.zipMagic) {
      let archive = try TorchArchive(source)
      (content, records) = (archive.content, archive)
    } else {
      let stream = try TorchStream(source)
      (content, records) = (stream.content, stream)
    }
    tensors = try TorchNames.tensors(in: content, source)
    guard !tensors.isEmpty else {
      throw source.badData("the file holds no tensor by name; save a dictionary such as `model.state_dict()`")
    }
    for (name, tensor) in tensors { try check(name, tensor) }
  }

  /// Reads and checks everything but the tensors' values of the file at `path`.
  public init(path: String) throws(TrainingError) { try self.init(ByteSource(path: path)) }

  /// Whether a file that begins so is one of these rather than anything else.
  static func starts(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: zipMagic) || (bytes.count > 2 && bytes[0] == 0x80 && (1...5).contains(bytes[1]))
  }

  private static let zipMagic: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

  public func shape(of name: String) -> [Int]? { tensors[name]?.shape }

  public func tensor(_ name: String) throws(TrainingError) -> StoredTensor {
    guard let tensor = tensors[name] else { throw source.badData("there is no tensor `\(name)`") }
    let width = tensor.storage.type.byteCount
    guard let span = tensor.span, !span.isEmpty else {
      return StoredTensor(type: tensor.storage.type, shape: tensor.shape, checkedBytes: [])
    }
    let bytes = try records.bytes(of: tensor.storage, in: span.lowerBound * width..<span.upperBound * width)
    return StoredTensor(
      type: tensor.storage.type, shape: tensor.shape,
      checkedBytes: tensor.isContiguous ? bytes : tensor.gather(bytes))
  }

  /// Throws unless every element lies in the storage and the storage in the file.
  private func check(_ name: String, _ tensor: TorchTensor) throws(TrainingError) {
    func wrong(_ what: String) -> TrainingError { source.badData("tensor `\(name)`: \(what)") }
    let width = tensor.storage.type.byteCount
    guard let size = checkedProduct(tensor.shape + [width]), let span = tensor.span else {
      throw wrong("its sizes \(tensor.shape), strides \(tensor.strides) and offset \(tensor.offset) overflow")
    }
    guard span.upperBound <= tensor.storage.count else {
      throw wrong(
        "sizes \(tensor.shape) and strides \(tensor.strides) reach to element \(span.upperBound) of a storage of "
          + "\(tensor.storage.count)")
    }
    // Strides of 0 repeat elements, so that a few bytes could ask for any amount.
    guard size <= max(source.size, Self.repetitionLimit) else {
      throw wrong("sizes \(tensor.shape) repeat a few elements to more than the whole file")
    }
    guard let need = checkedProduct([tensor.storage.count, width]),
      let have = try records.size(of: tensor.storage)
    else { throw wrong("its storage `\(tensor.storage.key)` is missing") }
    guard need <= have else {
      throw wrong("its storage `\(tensor.storage.key)` needs \(need) bytes, and \(have) are there")
    }
  }

  /// Bytes that a tensor of repeated elements may take even in a small file.
  private static let repetitionLimit = 1 << 20
}

/// Where the numbers of storages lie.
protocol TorchRecords: Sendable {
  /// Bytes that the file has for `storage`, or `nil` if it is missing.
  func size(of storage: TorchStorage) throws(TrainingError) -> Int?
  /// Little-endian bytes of `storage` in `range`, which `size` was checked against.
  func bytes(of storage: TorchStorage, in range: Range<Int>) throws(TrainingError) -> [UInt8]
}
