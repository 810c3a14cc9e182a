import CQganKernels
import QganIR

/// Gives the values of a fused program places, and writes the steps.
struct FusedAssembly<Scalar: RuntimeScalar> {
  /// A place before it is known how many move.
  private enum Place {
    case moving(Int)
    case still(Int)
  }

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

  private var moving: [qgan_fused_place] = []
  private var still: [qgan_fused_place] = []
  private var once: [Step] = []
  private var every: [Step] = []
  private var last: [Step] = []
  private var summed: [Place] = []
  private var places: [Place?]
  /// Elements of slots so far, and slots of a block that nothing needs any more.
  private var slotCount = 0
  private var freeSlots: [Int] = []
  /// The last position that reads a value: another value's, or the sums', or the copies' after all.
  private var lastUse: [Int]
  private let constants: AlignedBuffer<Scalar>
  private(set) var strides: [IndexBuffer]

  private var sumsTime: Int { code.sources.count }
  private var copiesTime: Int { code.sources.count + 1 }

  init(_ code: FusedCode, walk: FusedWalk, request: KernelRequest<Scalar>) throws {
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
    assemble()
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
    for index in code.sources.indices where code.uses[index] > 0 {
      guard case .apply(let name, let operands, let parameter) = code.sources[index] else { continue }
      let inputs = operands.map { place(of: $0) }
      for operand in Set(operands).sorted() where lastUse[operand] == index { release(operand) }
      let result = direct[index].map { flat(request.results[$0].pointer) } ?? slot(for: index)
      places[index] = result
      var step = Step(
        function: qgan_fused_function(name), operands: inputs, result: result, parameter: parameter)
      step.isSingle = isSingle(index)
      step.mask = step.isSingle ? 0 : mask(operands)
      append(step, code.extents[index])
    }
    for value in code.sums { summed.append(block(of: value)) }
    for (index, value) in code.results.enumerated() where isCopied[index] {
      if case .operand(let operand) = code.sources[value], isFlat(operand),
        request.operands[operand].pointer == request.results[index].pointer
      {
        continue
      }
      last.append(copy(value, to: flat(request.results[index].pointer)))
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
      let saved = newSlot(walk.block)
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
    let result = newSlot(walk.block)
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
      result = add(qgan_fused_place(QGAN_FUSED_FIXED, pointer: constants.pointer + value))
    case .operand(let operand): result = place(ofOperand: operand, value)
    case .apply: preconditionFailure("values are computed before they are read")
    }
    places[value] = result
    return result
  }

  private mutating func place(ofOperand operand: Int, _ value: Int) -> Place {
    let (pointer, strides) = (request.operands[operand].pointer, strides[operand].pointer)
    switch walk.forms[operand] {
    case .flat: return flat(pointer)
    case .scalar: return add(qgan_fused_place(QGAN_FUSED_FIXED, pointer: pointer))
    case .rowScalar, .row:
      let step = isSingle(value) ? 0 : 1
      moving.append(qgan_fused_place(QGAN_FUSED_ROW, pointer: pointer, offset: step, strides: strides))
      return .moving(moving.count - 1)
    case .repeated, .gathered:
      let source = add(qgan_fused_place(QGAN_FUSED_FIXED, pointer: pointer, strides: strides))
      let result = slot(for: value)
      append(Step(function: QGAN_FUSED_GATHER, operands: [source], result: result), code.extents[value])
      return result
    }
  }

  private mutating func add(_ place: qgan_fused_place) -> Place {
    still.append(place)
    return .still(still.count - 1)
  }

  private mutating func flat(_ pointer: UnsafeMutablePointer<Scalar>) -> Place {
    moving.append(qgan_fused_place(QGAN_FUSED_FLAT, pointer: pointer))
    return .moving(moving.count - 1)
  }

  /// A slot that nothing else has ever; they are a whole number of cache lines.
  private mutating func newSlot(_ count: Int) -> Place {
    let offset = slotCount
    slotCount += (count + 15) / 16 * 16
    return add(qgan_fused_place(QGAN_FUSED_SLOT, offset: offset))
  }

  private mutating func slot(for value: Int) -> Place {
    if isSingle(value) { return newSlot(1) }
    if code.extents[value] == .varying, let free = freeSlots.popLast() { return .still(free) }
    return newSlot(walk.block)
  }

  /// Gives the slot of a value that changes with every block back.
  private mutating func release(_ value: Int) {
    guard code.extents[value] == .varying, case .still(let index)? = places[value],
      still[index].kind == QGAN_FUSED_SLOT
    else { return }
    freeSlots.append(index)
  }

  /// The program in C's terms; memory and pieces are still to be given.
  func program(_ axes: FusedSumAxes) -> FusedMemory<Scalar> {
    func index(_ place: Place) -> Int32 {
      switch place {
      case .moving(let index): Int32(index)
      case .still(let index): Int32(moving.count + index)
      }
    }
    let steps = (once + every + last).map { step in
      let operands = step.operands.map(index)
      return qgan_fused_step(
        function: step.function, a: operands[0], b: operands.count > 1 ? operands[1] : operands[0],
        c: operands.count > 2 ? operands[2] : operands[0], y: index(step.result), mask: step.mask,
        is_single: step.isSingle ? 1 : 0, parameter: step.parameter)
    }
    let sums = zip(summed, request.results.dropFirst(code.results.count)).map {
      qgan_fused_sum(place: index($0), result: $1.pointer)
    }
    let memory = FusedMemory<Scalar>(
      walk: walk, axes: axes, places: moving + still, steps: steps, sums: sums, slotCount: slotCount,
      kept: strides, constants: constants)
    memory.pointer.pointee.moving_count = Int32(moving.count)
    memory.pointer.pointee.once_count = Int32(once.count)
    memory.pointer.pointee.block_count = Int32(every.count)
    memory.pointer.pointee.last_count = Int32(last.count)
    return memory
  }
}

extension qgan_fused_place {
  fileprivate init(
    _ kind: Int32, pointer: UnsafeMutableRawPointer? = nil, offset: Int = 0,
    strides: UnsafeMutablePointer<Int64>? = nil
  ) {
    self.init(kind: kind, offset: Int64(offset), pointer: pointer, strides: strides)
  }
}
