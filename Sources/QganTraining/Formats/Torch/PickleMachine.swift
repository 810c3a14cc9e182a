/// An interpreter of pickles that runs nothing: opcodes outside of a list and names outside of `PickleGlobal` are errors.
///
/// Every limit stands before the allocation that it bounds, and work is linear in the number of bytes.
struct PickleMachine {
  /// The largest pickle, in bytes; the values of tensors are not in it.
  static let sizeLimit = 16 << 20
  /// Opcodes, and elements that copies of containers cost.
  static let workLimit = 2_000_000
  static let tooLarge = "its pickle is larger than 16 MB"

  let bytes: [UInt8]
  /// The next byte; after `run`, what follows the pickle.
  var position = 0
  var heap = PickleHeap()
  /// Formats of the storages that were named.
  private(set) var storageTypes: [String: ScalarType] = [:]
  var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var work = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The text of a name for messages: short and printable.
  static func shown(_ text: String) -> String {
    String(text.unicodeScalars.prefix(80).map { $0.isASCII && $0.value >= 0x20 ? Character($0) : "?" })
  }

  /// What is wrong with a pickle, before the path is known.
  struct Failure: Error {
    var reason: String
    init(_ reason: String) { self.reason = reason }
  }

  /// The value of the pickle that begins at `position`.
  mutating func run(_ source: ByteSource) throws(TrainingError) -> PickleValue {
    do {
      return try pickle()
    } catch let failure as Failure {
      throw source.badData("\(failure.reason) (at byte \(position) of the pickle)")
    } catch {
      throw source.badData("the pickle is damaged")
    }
  }

  private mutating func pickle() throws -> PickleValue {
    stack = []
    marks = []
    memo = [:]
    while true {
      let start = position
      let code = try byte()
      try spend(1)
      guard let opcode = PickleOpcode(rawValue: code) else {
        position = start
        throw Failure(PickleOpcode.refusal(code))
      }
      if opcode == .stop {
        let value = try pop()
        guard stack.isEmpty, marks.isEmpty else { throw Failure("the pickle leaves values behind") }
        return value
      }
      try step(opcode)
    }
  }

  private mutating func step(_ opcode: PickleOpcode) throws {
    switch opcode {
    case .stop: break
    case .proto:
      let version = try byte()
      guard (1...5).contains(version) else { throw Failure("pickle protocol \(version) is not known") }
    case .frame: _ = try number(8)
    case .mark: marks.append(stack.count)
    case .pop: _ = try pop()
    case .popMark: _ = try popToMark()
    case .dup:
      let value = try pop()
      stack += [value, value]
    case .none: stack.append(.none)
    case .newTrue: stack.append(.boolean(true))
    case .newFalse: stack.append(.boolean(false))
    case .binInt: stack.append(.integer(Int(Int32(truncatingIfNeeded: try number(4)))))
    case .binInt1: stack.append(.integer(try number(1)))
    case .binInt2: stack.append(.integer(try number(2)))
    case .long1: stack.append(Self.integer(try take(try number(1))))
    case .long4: stack.append(Self.integer(try take(try number(4))))
    case .binFloat:
      let bits = try take(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
      stack.append(.real(Double(bitPattern: bits)))
    case .shortBinUnicode: stack.append(.string(try text(try number(1))))
    case .binUnicode, .binString: stack.append(.string(try text(try number(4))))
    case .binUnicode8: stack.append(.string(try text(try number(8))))
    case .shortBinString: stack.append(.string(try text(try number(1))))
    case .shortBinBytes: try skip(try number(1))
    case .binBytes: try skip(try number(4))
    case .binBytes8, .byteArray8: try skip(try number(8))
    case .emptyTuple, .emptyList: stack.append(heap.sequence([]))
    case .tuple1: try tuple(1)
    case .tuple2: try tuple(2)
    case .tuple3: try tuple(3)
    case .tuple, .list:
      let elements = try popToMark()
      stack.append(heap.sequence(elements))
    case .append: try append([try pop()])
    case .appends: try append(try popToMark())
    case .emptyDict: stack.append(heap.dictionary())
    case .dict:
      let members = try pairs(try popToMark())
      stack.append(heap.dictionary(members))
    case .setItem:
      let value = try pop()
      let key = try pop()
      try set([(key, value)])
    case .setItems: try set(try pairs(try popToMark()))
    case .emptySet: stack.append(.other)
    case .addItems:
      _ = try popToMark()
      guard case .other? = stack.last else { throw Failure("elements are added to what is no set") }
    case .frozenSet:
      _ = try popToMark()
      stack.append(.other)
    case .binPut: try put(try number(1))
    case .longBinPut: try put(try number(4))
    case .memoize: try put(memo.count)
    case .binGet: try get(try number(1))
    case .longBinGet: try get(try number(4))
    case .global:
      let module = try line()
      stack.append(try global(module, try line()))
    case .stackGlobal:
      let name = try pop()
      guard case .string(let module) = try pop(), case .string(let name) = name else {
        throw Failure("a name is no string")
      }
      stack.append(try global(module, name))
    case .reduce:
      let arguments = try pop()
      let function = try pop()
      stack.append(try apply(function, to: arguments))
    case .build: try build()
    case .binPersId: stack.append(try storage(try pop()))
    }
  }

  // MARK: Bytes

  private mutating func byte() throws -> UInt8 {
    guard position < bytes.count else { throw ended() }
    defer { position += 1 }
    return bytes[position]
  }

  private func ended() -> Failure {
    Failure(
      bytes.count == Self.sizeLimit ? Self.tooLarge : "the file is truncated: the pickle ends too early")
  }

  private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - position else { throw ended() }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// A little-endian number; one of 8 bytes may come out negative, which no use accepts.
  private mutating func number(_ count: Int) throws -> Int {
    try take(count).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private mutating func text(_ count: Int) throws -> String {
    guard let text = String(validating: try take(count), as: UTF8.self) else {
      throw Failure("a string is not UTF-8")
    }
    return text
  }

  private mutating func line() throws -> String {
    guard let end = bytes[position...].prefix(1024).firstIndex(of: 0x0A) else { throw ended() }
    let text = try text(end - position)
    position += 1
    return text
  }

  private mutating func skip(_ count: Int) throws {
    _ = try take(count)
    stack.append(.other)
  }

  private static func integer(_ bytes: ArraySlice<UInt8>) -> PickleValue {
    guard bytes.count <= 8, let last = bytes.last else {
      return bytes.isEmpty ? .integer(0) : .long(Array(bytes))
    }
    let fill = last >> 7 == 1 ? -1 : 0
    return .integer(bytes.reversed().reduce(fill) { $0 << 8 | Int($1) })
  }

  // MARK: Stack and memo

  mutating func spend(_ count: Int) throws {
    work += count
    if work > Self.workLimit { throw Failure("the pickle has too many entries") }
  }

  mutating func pop() throws -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.popLast() else {
      throw Failure("the pickle's stack is empty")
    }
    return value
  }

  private mutating func popToMark() throws -> [PickleValue] {
    guard let mark = marks.popLast() else { throw Failure("the pickle lacks a mark") }
    let values = Array(stack[mark...])
    stack.removeSubrange(mark...)
    return values
  }

  private mutating func tuple(_ count: Int) throws {
    var elements: [PickleValue] = []
    for _ in 0..<count { elements.append(try pop()) }
    stack.append(heap.sequence(elements.reversed()))
  }

  private mutating func append(_ elements: [PickleValue]) throws {
    guard case .sequence(let place)? = stack.last else {
      throw Failure("an element is added to what is no list")
    }
    heap.sequences[place] += elements
  }

  private func pairs(_ values: [PickleValue]) throws -> [(key: PickleValue, value: PickleValue)] {
    guard values.count % 2 == 0 else { throw Failure("a key lacks its value") }
    return stride(from: 0, to: values.count, by: 2).map { (values[$0], values[$0 + 1]) }
  }

  private mutating func set(_ members: [(key: PickleValue, value: PickleValue)]) throws {
    guard case .dictionary(let place)? = stack.last else {
      throw Failure("a key is set in what is no dictionary")
    }
    heap.dictionaries[place] += members
  }

  private mutating func put(_ index: Int) throws {
    guard stack.count > marks.last ?? 0, let value = stack.last else {
      throw Failure("the pickle's stack is empty")
    }
    memo[index] = value
  }

  private mutating func get(_ index: Int) throws {
    guard let value = memo[index] else { throw Failure("the pickle refers to what it has not kept") }
    stack.append(value)
  }

  /// Notes the format of storage `key`; one record cannot have two.
  mutating func note(_ key: String, _ type: ScalarType) throws {
    guard storageTypes.updateValue(type, forKey: key) ?? type == type else {
      throw Failure("storage `\(Self.shown(key))` has two types")
    }
  }
}
