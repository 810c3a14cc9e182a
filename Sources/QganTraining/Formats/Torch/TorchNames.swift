import OrderedCollections

/// What the object pickle of a file came to.
struct TorchContent: Sendable {
  var value: PickleValue
  var heap: PickleHeap
}

/// Names of tensors in nested dictionaries and lists: their keys and indices, joined by dots.
enum TorchNames {
  /// Containers are read to this depth.
  private static let depthLimit = 32
  /// Entries that are visited at most: shared containers are visited wherever they stand.
  private static let visitLimit = 200_000
  /// All names together, in bytes.
  private static let textLimit = 32 << 20

  /// Every tensor in `content`; what is none (counters, settings) is left out.
  static func tensors(
    in content: TorchContent, _ source: ByteSource
  ) throws(TrainingError) -> OrderedDictionary<String, TorchTensor> {
    var tensors: OrderedDictionary<String, TorchTensor> = [:]
    var visits = 0
    var text = 0
    var pending = [(name: "", value: content.value, depth: 0)]
    while let (name, value, depth) = pending.popLast() {
      visits += 1
      let entries: [(key: String, value: PickleValue)]
      switch value {
      case .tensor(let tensor):
        guard !name.isEmpty else {
          throw source.badData("the file holds one tensor without a name; save a dictionary of tensors")
        }
        guard tensors.updateValue(tensor, forKey: name) == nil else {
          throw source.badData("two tensors have the name `\(name)`")
        }
        continue
      case .sequence, .dictionary:
        guard depth < depthLimit else { throw source.badData("dictionaries are nested too deeply") }
        entries = content.heap.entries(of: value)
      default: continue
      }
      guard visits + pending.count + entries.count <= visitLimit else {
        throw source.badData("there are too many entries")
      }
      for entry in entries.reversed() {
        let full = name.isEmpty ? entry.key : "\(name).\(entry.key)"
        text += full.utf8.count
        guard text <= textLimit else { throw source.badData("the names are too long") }
        pending.append((full, entry.value, depth + 1))
      }
    }
    return tensors
  }
}
