/// A value on a pickle's stack. Containers are places in a heap, so that values neither nest nor form cycles in memory.
enum PickleValue: Sendable {
  case none
  case boolean(Bool)
  case integer(Int)
  /// An integer of more than 8 bytes, little-endian.
  case long([UInt8])
  case real(Double)
  case string(String)
  /// A list or tuple.
  case sequence(Int)
  case dictionary(Int)
  case global(PickleGlobal)
  indirect case storage(TorchStorage)
  indirect case tensor(TorchTensor)
  /// Something harmless that no tensor depends on: bytes, a set, a device.
  case other
}

/// The containers of pickles.
struct PickleHeap: Sendable {
  /// Elements of lists and tuples.
  var sequences: [[PickleValue]] = []
  /// Keys and values in the order in which they were set.
  var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []

  /// A new list or tuple.
  mutating func sequence(_ elements: [PickleValue]) -> PickleValue {
    sequences.append(elements)
    return .sequence(sequences.count - 1)
  }

  /// A new dictionary.
  mutating func dictionary(_ members: [(key: PickleValue, value: PickleValue)] = []) -> PickleValue {
    dictionaries.append(members)
    return .dictionary(dictionaries.count - 1)
  }

  /// The elements, if `value` is a list or tuple.
  func elements(of value: PickleValue) -> [PickleValue]? {
    if case .sequence(let place) = value { sequences[place] } else { nil }
  }

  /// The integers, if `value` is a list or tuple of nothing else.
  func integers(of value: PickleValue) -> [Int]? {
    guard let elements = elements(of: value), elements.count <= 64 else { return nil }
    var result: [Int] = []
    for case .integer(let integer) in elements { result.append(integer) }
    return result.count == elements.count ? result : nil
  }

  /// The last member under the string `name`, if `value` is a dictionary that has it.
  func member(_ name: String, of value: PickleValue) -> PickleValue? {
    guard case .dictionary(let place) = value else { return nil }
    return dictionaries[place].last { if case .string(name) = $0.key { true } else { false } }?.value
  }

  /// What a container holds by names: keys that are strings or integers, or indices; a later value for a key counts.
  func entries(of value: PickleValue) -> [(key: String, value: PickleValue)] {
    switch value {
    case .sequence(let place): return sequences[place].enumerated().map { ("\($0.offset)", $0.element) }
    case .dictionary(let place):
      var entries: [(key: String, value: PickleValue)] = []
      var positions: [String: Int] = [:]
      for (key, value) in dictionaries[place] {
        let name: String
        switch key {
        case .string(let text): name = text
        case .integer(let number): name = "\(number)"
        default: continue
        }
        if let known = positions[name] {
          entries[known].value = value
        } else {
          positions[name] = entries.count
          entries.append((name, value))
        }
      }
      return entries
    default: return []
    }
  }
}
