/// The names that a pickle may refer to; each stands for something that the reader does itself, and nothing is imported.
enum PickleGlobal: Hashable, Sendable {
  case orderedDictionary
  case set
  /// `torch.Size`, a tuple.
  case size
  /// `torch.device`, which is of no interest.
  case device
  /// `_codecs.encode`, by which protocol 2 writes bytes.
  case bytes
  /// `(storage, offset, size, stride, ...)`
  case tensor
  /// The same with a number format after six arguments.
  case typedTensor
  /// `(tensor, requires_grad, hooks)`
  case parameter
  /// A storage class or number format.
  case type(ScalarType)
  /// Storages of bytes, whose format is said by `typedTensor`.
  case untypedStorage

  /// The meaning of `name` of `module`, or `nil` if it is not allowed.
  init?(module: String, name: String) {
    guard let known = Self.known[module]?[name] else { return nil }
    self = known
  }

  private static let known: [String: [String: PickleGlobal]] = [
    "collections": ["OrderedDict": .orderedDictionary],
    "builtins": ["set": .set, "frozenset": .set],
    "__builtin__": ["set": .set, "frozenset": .set],
    "_codecs": ["encode": .bytes],
    "torch._utils": [
      "_rebuild_tensor": .tensor, "_rebuild_tensor_v2": .tensor, "_rebuild_tensor_v3": .typedTensor,
      "_rebuild_parameter": .parameter,
    ],
    "torch.storage": ["UntypedStorage": .untypedStorage],
    "torch": [
      "Size": .size, "device": .device, "UntypedStorage": .untypedStorage,
      "DoubleStorage": .type(.float64), "FloatStorage": .type(.float32), "HalfStorage": .type(.float16),
      "BFloat16Storage": .type(.bfloat16), "LongStorage": .type(.int64), "IntStorage": .type(.int32),
      "ShortStorage": .type(.int16), "CharStorage": .type(.int8), "ByteStorage": .type(.uint8),
      "BoolStorage": .type(.boolean),
      "float64": .type(.float64), "float32": .type(.float32), "float16": .type(.float16),
      "bfloat16": .type(.bfloat16), "int64": .type(.int64), "int32": .type(.int32), "int16": .type(.int16),
      "int8": .type(.int8), "uint8": .type(.uint8), "uint16": .type(.uint16), "uint32": .type(.uint32),
      "uint64": .type(.uint64), "bool": .type(.boolean),
    ],
  ]

  /// Why a name is refused, with what to do.
  static func refusal(module: String, name: String) -> String {
    let full = "`\(PickleMachine.shown(module)).\(PickleMachine.shown(name))`"
    if module == "torch", name.hasSuffix("Storage") || name.contains("complex") {
      return "the file holds numbers of the kind \(full), which is not read"
    }
    return "the pickle asks for \(full), and qganc runs no code from files; save the weights alone with "
      + "`torch.save(model.state_dict(), path)`"
  }
}
