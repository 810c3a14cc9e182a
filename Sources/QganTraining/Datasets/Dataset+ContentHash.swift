import Synchronization

extension Dataset {
  /// SHA-256 of the shape, the samples as little-endian single precision and the labels, in hexadecimal: what data this
  /// is, wherever they came from. Computed when first asked for; copies of a dataset share it.
  public var contentHash: String { digest.value { Self.contentHash(shape: shape, samples, labels) } }

  private static func contentHash(shape: [Int], _ samples: [Float], _ labels: [Int]?) -> String {
    var hash = SHA256()
    let sizes = shape.map { "\($0)" }.joined(separator: " ")
    hash.update(Array("samples \(sizes)\n".utf8))
    // In pieces, so that memory stays small.
    let piece = 1 << 16
    for start in stride(from: 0, to: samples.count, by: piece) {
      let part = samples[start..<min(start + piece, samples.count)]
      hash.update(bytes(part.map { $0.bitPattern.littleEndian }))
    }
    if let labels {
      hash.update(Array("labels \(labels.count)\n".utf8))
      for start in stride(from: 0, to: labels.count, by: piece) {
        let part = labels[start..<min(start + piece, labels.count)]
        hash.update(bytes(part.map { Int64($0).littleEndian }))
      }
    }
    return hash.hexadecimal()
  }

  private static func bytes<Word>(_ words: [Word]) -> [UInt8] {
    unsafe words.withUnsafeBytes { unsafe Array($0) }
  }

  /// A digest that is computed at most once.
  final class Digest: Sendable {
    private let known = Mutex<String?>(nil)

    /// The digest; `compute` makes it the first time.
    func value(_ compute: () -> String) -> String {
      known.withLock { known in
        if let known { return known }
        let value = compute()
        known = value
        return value
      }
    }
  }
}
