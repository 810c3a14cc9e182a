import CQganKernels
import QganIR

/// Gives the values of a fused program places, and writes the steps.
struct FusedAssembly<Scalar: RuntimeScalar> {
  private typealias Place = FusedPlaces.Place

  private struct Step {
    var function: Int32
    var operands: [Place]
    var result: Place
    var mask: Int32 = 0
    var isSingle = false
    var parameter = 0.0
  }

  private let code: FusedCode
  private let walk: FusedWalk
  private let request: KernelRequest<Scalar>

  private var memory = FusedPlaces()
  private var once: [Step] = []
  private var every: [Step] = []
  private var last: [Step] = []
  private var summed: [(value: Place, factor: Place?)] = []
  /// Products that nothing but a sum reads: they are taken while it is summed.
  private var products: [Int: [Int]] = [:]
  private var places: [Place?]
  /// The last position that reads a value: another value's, or the sums', or the copies' after all.
  private var lastUse: [Int]
  private let constants: AlignedBuffer<Scalar>
  private(set) var strides: [IndexBuffer]

  private var sumsTime: Int { code.sources.count }
  private var copiesTime: Int { code.sources.count + 1 }

  init(
    _ code: FusedCode, walk: FusedWalk, axes: FusedSumAxes, request: KernelRequest<Scalar>
  ) throws {
    self.code = code
    self.walk = walk
    self.request = request
    constants = try AlignedBuffer(count: code.sources.count, for: "constants of `fused`")
    places = code.sources.map { _ in nil }
    lastUse = code.sources.map { _ in -1 }
    strides = walk.strides.map { IndexBuffer($0) }
    for (index, source) in code.sources.enumerated() where code.uses[index] > 0 {
      if case .apply(_, let operands, _) = source { for operand in operands { lastUse[operand] = index } }
    }
    for value in code.sums { lastUse[value] = sumsTime }
    for value in code.results { lastUse[value] = copiesTime }
    if walk.hasLanes(axes) { findProducts() }
    assemble()
  }

  private mutating func findProducts() {
    for value in code.sums where code.uses[value] == 1 && code.extents[value] == .varying {
      guard case .apply(let name, let operands, _) = code.sources[value], name == "mul" || name == "square",
        !operands.contains(where: isSingle)
      else { continue }
      products[value] = [operands[0], operands[operands.count - 1]]
      for operand in operands { lastUse[operand] = max(lastUse[operand], sumsTime) }
    }
  }

  private mutating func assemble() {
    var isCopied = code.results.map { _ in true }
    var direct: [Int: Int] = [:]
    for (index, value) in code.results.enumerated()
    where direct[value] == nil && canWriteDirectly(value, to: request.results[index].pointer) {
      direct[value] = index
      isCopied[index] = false
    }
    saveOverwrittenOperands()
    for index in code.sources.indices where code.uses[index] > 0 && products[index] == nil {
      guard case .apply(let name, let operands, let parameter) = code.sources[index] else { continue }
      let inputs = operands.map { place(of: $0) }
      for operand in Set(operands).sorted() where lastUse[operand] == index { release(operand) }
      let result = direct[index].map { memory.flat(request.results[$0].pointer) } ?? slot(for: index)
      places[index] = result
      var step = Step(
        function: qgan_fused_function(name), operands: inputs, result: result, parameter: parameter)
      step.isSingle = isSingle(index)
      step.mask = step.isSingle ? 0 : mask(operands)
      append(step, code.extents[index])
    }
    for value in code.sums {
      if let factors = products[value] {
        summed.append((place(of: factors[0]), place(of: factors[1])))
      } else {
        summed.append((block(of: value), nil))
      }
    }
    for (index, value) in code.results.enumerated() where isCopied[index] {
      if case .operand(let operand) = code.sources[value], isFlat(operand),
        request.operands[operand].pointer == request.results[index].pointer
      {
        continue
      }
      last.append(copy(value, to: memory.flat(request.results[index].pointer)))
    }
  }

  /// Whether the step that computes `value` may write there: nothing later reads an operand of the same memory.
  private func canWriteDirectly(_ value: Int, to pointer: UnsafeMutablePointer<Scalar>) -> Bool {
    guard case .apply = code.sources[value], code.extents[value] == .varying else { return false }
    return code.sources.indices.allSatisfy { index in
      guard case .operand(let operand) = code.sources[index], lastUse[index] > value else { return true }
      return request.operands[operand].pointer != pointer
    }
  }

  /// Copies operands that are results as they are out of the memory that other results take over.
  private mutating func saveOverwrittenOperands() {
    for (value, source) in code.sources.enumerated() where lastUse[value] == copiesTime {
      guard case .operand(let operand) = source, isFlat(operand) else { continue }
      let pointer = request.operands[operand].pointer
      let isOverwritten = zip(code.results, request.results).contains { $0 != value && $1.pointer == pointer }
      guard isOverwritten else { continue }
      let saved = memory.newSlot(walk.block)
      every.append(copy(value, to: saved))
      places[value] = saved
    }
  }

  private func isFlat(_ operand: Int) -> Bool { walk.forms[operand] == .flat }

  /// Whether a block has one element of the value.
  private func isSingle(_ value: Int) -> Bool {
    code.extents[value] == .scalar || code.extents[value] == .row
  }

  private func mask(_ operands: [Int]) -> Int32 {
    operands.enumerated().reduce(0) { $0 | (isSingle($1.element) ? 1 << Int32($1.offset) : 0) }
  }

  private mutating func append(_ step: Step, _ extent: FusedCode.Extent) {
    switch extent {
    case .scalar, .repeated: once.append(step)
    case .row, .varying: every.append(step)
    }
  }

  private mutating func copy(_ value: Int, to result: Place) -> Step {
    Step(
      function: qgan_fused_function("copy"), operands: [place(of: value)], result: result, mask: mask([value])
    )
  }

  /// A place with a block of elements of `value`.
  private mutating func block(of value: Int) -> Place {
    guard isSingle(value) else { return place(of: value) }
    let result = memory.newSlot(walk.block)
    let step = copy(value, to: result)
    every.append(step)
    return result
  }

  private mutating func place(of value: Int) -> Place {
    if let known = places[value] { return known }
    var result: Place
    switch code.sources[value] {
    case .constant(let number):
      constants.pointer[value] = Scalar(number)
      result = memory.fixed(constants.pointer + value)
    case .operand(let operand): result = place(ofOperand: operand, value)
    case .apply: preconditionFailure("values are computed before they are read")
    }
    places[value] = result
    return result
  }

  private mutating func place(ofOperand operand: Int, _ value: Int) -> Place {
    let (pointer, strides) = (request.operands[operand].pointer, strides[operand])
    switch walk.forms[operand] {
    case .flat: return memory.flat(pointer)
    case .scalar: return memory.fixed(pointer)
    case .rowScalar, .row:
      return memory.row(pointer, strides: strides, isSingle: isSingle(value))
    case .repeated, .gathered:
      let source = memory.fixed(pointer, strides: strides)
      let result = slot(for: value)
      append(Step(function: QGAN_FUSED_GATHER, operands: [source], result: result), code.extents[value])
      return result
    }
  }

  private mutating func slot(for value: Int) -> Place {
    if isSingle(value) { return memory.newSlot(1) }
    return code.extents[value] == .varying ? memory.takeSlot(walk.block) : memory.newSlot(walk.block)
  }

  /// Gives the slot of a value that changes with every block back.
  private mutating func release(_ value: Int) {
    guard code.extents[value] == .varying, let place = places[value] else { return }
    memory.giveBack(place)
  }

  /// The program in C's terms; memory and pieces are still to be given.
  func program(_ axes: FusedSumAxes) -> FusedMemory<Scalar> {
    let places = self.memory
    let steps = (once + every + last).map { step in
      let operands = step.operands.map(places.index)
      return qgan_fused_step(
        function: step.function, a: operands[0], b: operands.count > 1 ? operands[1] : operands[0],
        c: operands.count > 2 ? operands[2] : operands[0], y: places.index(step.result), mask: step.mask,
        is_single: step.isSingle ? 1 : 0, parameter: step.parameter)
    }
    let sums = zip(summed, request.results.dropFirst(code.results.count)).map {
      qgan_fused_sum(
        place: places.index($0.value), factor: $0.factor.map(places.index) ?? -1, result: $1.pointer)
    }
    let result = FusedMemory<Scalar>(
      walk: walk, axes: axes, places: places.moving + places.still, steps: steps, sums: sums,
      slotCount: places.slotCount, kept: strides, constants: constants)
    result.pointer.pointee.moving_count = Int32(places.moving.count)
    result.pointer.pointee.once_count = Int32(once.count)
    result.pointer.pointee.block_count = Int32(every.count)
    result.pointer.pointee.last_count = Int32(last.count)
    return result
  }
}
