import QganIR

/// CIFAR-10's binary version: records of a label and 3072 bytes, in several files.
struct CIFAR10: DatasetSource {
  let description: DatasetDescription
  private let files: [ByteSource]
  private static let recordSize = 3073

  /// Opens files of whole records.
  init(_ paths: [String]) throws(TrainingError) {
    var count = 0
    var files: [ByteSource] = []
    for path in paths {
      let file = try ByteSource(path: path)
      guard file.size % Self.recordSize == 0, file.size > 0 else {
        throw file.badData(
          "the file has \(file.size) bytes, which is not a whole number of CIFAR-10 records of \(Self.recordSize)"
        )
      }
      count += file.size / Self.recordSize
      files.append(file)
    }
    self.files = files
    description = DatasetDescription(shape: [3, 32, 32], count: count, classes: 10, black: 0, white: 255)
  }

  func labels() throws -> [Int]? {
    var labels: [Int] = []
    for file in files {
      // In pieces, so that memory stays small.
      let step = 1000 * Self.recordSize
      for start in stride(from: 0, to: file.size, by: step) {
        let bytes = try file.read(at: start, count: min(step, file.size - start))
        for record in stride(from: 0, to: bytes.count, by: Self.recordSize) {
          guard bytes[record] < 10 else {
            let index = (start + record) / Self.recordSize
            throw file.badData("record \(index) has label \(bytes[record]), and CIFAR-10 has ten classes")
          }
          labels.append(Int(bytes[record]))
        }
      }
    }
    return labels
  }

  func samples(in range: Range<Int>) throws -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(range.count * (Self.recordSize - 1))
    var first = 0
    for file in files {
      let count = file.size / Self.recordSize
      let wanted = range.clamped(to: first..<first + count)
      if !wanted.isEmpty {
        let bytes = try file.read(
          at: (wanted.lowerBound - first) * Self.recordSize, count: wanted.count * Self.recordSize)
        for record in stride(from: 0, to: bytes.count, by: Self.recordSize) {
          for byte in bytes[record + 1..<record + Self.recordSize] { result.append(Float(byte)) }
        }
      }
      first += count
    }
    return result
  }
}

extension DatasetReader {
  /// CIFAR-10.
  static let cifar10 = DatasetReader(
    "cifar10", "CIFAR-10: 60000 colour images of things, 32 by 32 pixels, in ten classes.",
    details: """
      Krizhevsky 2009, binary version: `path` is the folder with `data_batch_1.bin` to `data_batch_5.bin` (split
      `train`; fewer are accepted) and `test_batch.bin` (split `test`).
      """,
    parameters: [path], contents: .pictures(mayBeBlank: false)
  ) { arguments, split in
    let folder = arguments.string("path") ?? ""
    let names = split == "test" ? ["test_batch.bin"] : (1...5).map { "data_batch_\($0).bin" }
    let paths = names.map { Folder.join(folder, $0) }.filter { Folder.kind(of: $0) == .file }
    guard !paths.isEmpty else {
      throw TrainingError.missingData(
        path: folder, reason: "there is no \(names[0]) in this folder",
        suggestion: "unpack cifar-10-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html there")
    }
    return try CIFAR10(paths)
  }
}
