import Testing

@testable import QganIR

@Suite struct ShapeRuleTests {
  @Test func everyPrimitiveHasAnExample() {
    let examples = Set(PrimitiveExamples.all.map(\.primitive))
    #expect(Primitives.all.map(\.name).filter { !examples.contains($0) } == [])
    #expect(examples.filter { Primitives.named($0) == nil } == [])
    #expect(Set(Primitives.all.map(\.name)).count == Primitives.all.count)
    #expect(Set(PrimitiveExamples.all.map(\.name)).count == PrimitiveExamples.all.count)
  }

  @Test(arguments: PrimitiveExamples.all.map(\.name))
  func examplesAreSound(name: String) throws {
    let example = try #require(PrimitiveExamples.all.first { $0.name == name })
    #expect(try example.graph().verify() == [])
    for operand in example.operands { #expect(operand.values.count == TensorType(operand.shape).count) }
  }

  /// A missing, an unknown or a wrongly typed attribute and a missing or an extra operand are errors.
  @Test(arguments: PrimitiveExamples.all.map(\.name))
  func damageIsRefused(name: String) throws {
    let example = try #require(PrimitiveExamples.all.first { $0.name == name })
    let primitive = try #require(Primitives.named(example.primitive))
    #expect(Set(primitive.attributes.keys) == Set(example.attributes.keys))
    let types = example.operands.map { TensorType($0.shape) }
    func refuses(_ types: [TensorType], _ attributes: [String: Attribute]) -> Bool {
      let operation = Operation(
        primitive: example.primitive, operands: [], results: [], attributes: attributes)
      do {
        _ = try primitive.inferTypes(types, operation, example.circuits)
        return false
      } catch { return error is IRError }
    }
    #expect(!refuses(types, example.attributes))
    for key in example.attributes.keys {
      #expect(refuses(types, example.attributes.filter { $0.key != key }), "without \(key)")
      let other: Attribute = example.attributes[key] == .string("") ? .integer(0) : .string("")
      if primitive.attributes[key] != .string {
        #expect(refuses(types, example.attributes.merging([key: other]) { $1 }), "\(key) as a string")
      }
    }
    #expect(refuses(types, example.attributes.merging(["colour": .integer(1)]) { $1 }))
    if example.primitive != "concat" {
      #expect(refuses(types + [TensorType([7])], example.attributes), "an operand too many")
    }
    if !types.isEmpty, example.primitive != "concat" {
      #expect(refuses(Array(types.dropLast()), example.attributes), "an operand too few")
    }
    if let last = types.last {
      #expect(refuses(types.dropLast() + [TensorType(last.shape + [0])], example.attributes), "no elements")
      let huge = TensorType([1 << 40, 1 << 40] + last.shape)
      #expect(refuses(types.dropLast() + [huge], example.attributes), "too many elements")
    }
  }

  /// Extreme and random numbers in attributes and shapes never trap.
  @Test(arguments: PrimitiveExamples.all.map(\.name))
  func extremeNumbersDoNotTrap(name: String) throws {
    let example = try #require(PrimitiveExamples.all.first { $0.name == name })
    let primitive = try #require(Primitives.named(example.primitive))
    var generator = SplitMix(state: 7)
    let extremes = [Int.min, Int.max, -1, 0, 1, 2, 3, 1 << 20, 1 << 40, 1 << 62]
    func damaged(_ values: [Int]) -> [Int] {
      var result = values
      switch generator.next() % 4 {
      case 0 where !result.isEmpty: result.removeLast()
      case 1: result.append(extremes[Int(generator.next() % UInt64(extremes.count))])
      default:
        guard !result.isEmpty else { break }
        let index = Int(generator.next() % UInt64(result.count))
        result[index] = extremes[Int(generator.next() % UInt64(extremes.count))]
      }
      return result
    }
    for _ in 0..<300 {
      var attributes = example.attributes
      for key in attributes.keys.sorted() where generator.next() % 3 == 0 {
        switch attributes[key] {
        case .integers(let values): attributes[key] = .integers(damaged(values))
        case .integer(let value): attributes[key] = .integer(damaged([value]).first ?? 5)
        default: break
        }
      }
      let types = example.operands.map { operand in
        TensorType(generator.next() % 3 == 0 ? damaged(operand.shape) : operand.shape)
      }
      let operation = Operation(
        primitive: example.primitive, operands: [], results: [], attributes: attributes)
      if let results = try? primitive.inferTypes(types, operation, example.circuits) {
        #expect(results.allSatisfy { (TensorType.checkedCount($0.shape) ?? 0) > 0 })
      }
    }
  }

  @Test func messagesNameTheSizes() throws {
    let builder = GraphBuilder(name: "g")
    let a = builder.input("a", TensorType([4, 128]))
    let b = builder.input("b", TensorType([64, 10]))
    let message = #expect(throws: IRError.self) { try builder.matmul(a, b) }
    #expect(
      message?.message
        == "`matmul` needs 128 rows in its second operand, as its first is [4, 128], but got 64")
    #expect(message?.culprit == .operand(1))
    let image = builder.input("x", TensorType([1, 3, 8, 8]))
    let kernels = builder.input("w", TensorType([4, 2, 3, 3]))
    let attributes: [String: Attribute] = [
      "strides": .integers([1, 1]), "padding": .integers([0, 0, 0, 0]), "dilation": .integers([1, 1]),
      "groups": .integer(1),
    ]
    let refusal = #expect(throws: IRError.self) {
      try builder.emit("conv2d", [image, kernels], attributes)
    }
    #expect(refusal?.message == "`conv2d` needs kernels over 3 channels but got 2")
    #expect(throws: IRError.self) { try builder.emit("no_such", []) }
  }

  @Test func windowsOfOnlyPaddingAreRefused() {
    let window = Window(kernel: [2, 2], strides: [1, 1], padding: [2, 0, 0, 0], dilation: [1, 1])
    #expect(window.hasEmptyPosition(0, over: 4))
    #expect(!window.hasEmptyPosition(1, over: 4))
    let dilated = Window(kernel: [2, 2], strides: [1, 1], padding: [1, 0, 1, 0], dilation: [2, 1])
    #expect(dilated.hasEmptyPosition(0, over: 1))
    #expect(!dilated.hasEmptyPosition(0, over: 2))
  }
}

/// A small fixed random sequence.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
