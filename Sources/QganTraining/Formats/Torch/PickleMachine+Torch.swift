/// What the allowed names do.
extension PickleMachine {
  func global(_ module: String, _ name: String) throws -> PickleValue {
    guard let global = PickleGlobal(module: module, name: name) else {
      throw Failure(PickleGlobal.refusal(module: module, name: name))
    }
    return .global(global)
  }

  /// `function(*arguments)`.
  mutating func apply(_ function: PickleValue, to arguments: PickleValue) throws -> PickleValue {
    guard case .global(let function) = function else { throw Failure("the pickle calls what is no function") }
    guard let arguments = heap.elements(of: arguments) else { throw Failure("a call lacks its arguments") }
    switch function {
    case .orderedDictionary: return try orderedDictionary(arguments)
    case .set, .device, .bytes: return .other
    case .size:
      guard arguments.count == 1, case .sequence = arguments[0] else {
        throw Failure("`torch.Size` takes a tuple")
      }
      return arguments[0]
    case .tensor:
      guard case .storage(let storage)? = arguments.first, !storage.isUntyped else {
        throw Failure("a tensor lacks its storage")
      }
      return .tensor(try tensor(arguments, in: storage, extra: 6))
    case .typedTensor:
      guard arguments.count >= 7, case .storage(var storage) = arguments[0], storage.isUntyped,
        case .global(.type(let type)) = arguments[6]
      else { throw Failure("a tensor lacks its storage or its type") }
      storage.type = type
      storage.count /= type.byteCount
      return .tensor(try tensor(arguments, in: storage, extra: 7))
    case .parameter:
      guard arguments.count == 3, case .tensor = arguments[0] else {
        throw Failure("a parameter lacks its tensor")
      }
      return arguments[0]
    case .type, .untypedStorage: throw Failure("the pickle calls a type of numbers")
    }
  }

  private mutating func orderedDictionary(_ arguments: [PickleValue]) throws -> PickleValue {
    guard let first = arguments.first else { return heap.dictionary() }
    guard arguments.count == 1, let rows = heap.elements(of: first) else {
      throw Failure("`OrderedDict` takes a list of pairs")
    }
    // The same list may be asked for many times.
    try spend(rows.count)
    var members: [(key: PickleValue, value: PickleValue)] = []
    for row in rows {
      guard let pair = heap.elements(of: row), pair.count == 2 else {
        throw Failure("`OrderedDict` takes a list of pairs")
      }
      members.append((pair[0], pair[1]))
    }
    return heap.dictionary(members)
  }

  /// `(storage, offset, size, stride, requires_grad, hooks)` and, from argument `extra` on, flags, which must be empty:
  /// they say that the numbers are to be negated or conjugated.
  private func tensor(
    _ arguments: [PickleValue], in storage: TorchStorage, extra: Int
  ) throws -> TorchTensor {
    guard arguments.count >= 4, arguments.count <= extra + 1, case .integer(let offset) = arguments[1],
      let shape = heap.integers(of: arguments[2]), let strides = heap.integers(of: arguments[3]),
      shape.count == strides.count, offset >= 0, (shape + strides).allSatisfy({ $0 >= 0 })
    else { throw Failure("a tensor's offset, sizes or strides are not sound") }
    if arguments.count > extra {
      switch arguments[extra] {
      case .none: break
      case .dictionary(let place) where heap.dictionaries[place].isEmpty: break
      default: throw Failure("a tensor is stored negated or conjugated; save `tensor.clone()`")
      }
    }
    return TorchTensor(storage: storage, offset: offset, shape: shape, strides: strides)
  }

  /// The state of an object: an ordered dictionary's attributes are dropped.
  mutating func build() throws {
    _ = try pop()
    guard case .dictionary? = stack.last else {
      throw Failure(
        "the pickle sets an object's state, and qganc runs no code from files; save the weights alone with "
          + "`torch.save(model.state_dict(), path)`")
    }
  }

  /// The storage that a persistent id names: `("storage", type, key, location, count)`, and in the legacy format a
  /// view of another one, `(key, offset, count)` or nothing.
  mutating func storage(_ id: PickleValue) throws -> PickleValue {
    guard let parts = heap.elements(of: id), case .string(let kind)? = parts.first else {
      throw Failure("a storage's description is not sound")
    }
    guard kind == "storage" else {
      throw Failure(
        "the file holds a whole module (`\(Self.shown(kind))`), and qganc runs no code from files; save the weights "
          + "alone with `torch.save(model.state_dict(), path)`")
    }
    guard parts.count == 5 || parts.count == 6, case .string(let key) = parts[2],
      case .integer(let count) = parts[4], count >= 0
    else { throw Failure("a storage's description is not sound") }
    var storage: TorchStorage
    switch parts[1] {
    case .global(.type(let type)): storage = TorchStorage(key: key, type: type, count: count)
    case .global(.untypedStorage):
      storage = TorchStorage(key: key, type: .uint8, count: count, isUntyped: true)
    default: throw Failure("a storage's type is not known")
    }
    try note(key, storage.type)
    guard parts.count == 6 else { return .storage(storage) }
    if case .none = parts[5] { return .storage(storage) }
    guard let view = heap.elements(of: parts[5]), view.count == 3, case .integer(let start) = view[1],
      case .integer(let size) = view[2], start >= 0, size >= 0, start <= count, size <= count - start
    else { throw Failure("a storage's view is not sound") }
    (storage.start, storage.count) = (start, size)
    return .storage(storage)
  }
}
