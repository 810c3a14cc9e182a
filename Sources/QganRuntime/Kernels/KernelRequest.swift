import QganIR

/// One instruction with everything resolved; runs it for a step.
struct Kernel {
  let run: (_ step: UInt64) throws -> Void

  init(_ run: @escaping (_ step: UInt64) throws -> Void) { self.run = run }

  /// For kernels that do not depend on the step and cannot fail.
  init(_ run: @escaping () -> Void) { self.run = { _ in run() } }
}

/// What a kernel is built from.
struct KernelRequest<Scalar: RuntimeScalar> {
  let instruction: Instruction
  let operands: [ResolvedTensor<Scalar>]
  let results: [ResolvedTensor<Scalar>]
  let shared: SharedResources<Scalar>

  var pool: ThreadPool { shared.pool }
  /// Fewest elements that a thread is woken for.
  var grain: Int { shared.grain }

  func invalid(_ reason: String) -> RuntimeError {
    .invalidPlan(reason: reason, primitive: instruction.primitive, location: instruction.location)
  }

  /// Throws unless there are so many operands and one result, all row-major where `contiguous`.
  func expect(operands count: Int, contiguous: Bool = true) throws {
    guard operands.count == count, results.count == 1 else {
      throw invalid("\(operands.count) operands and \(results.count) results")
    }
    guard results[0].strides == nil, !contiguous || operands.allSatisfy({ $0.strides == nil }) else {
      throw invalid("strides where row-major tensors must be")
    }
  }

  /// Throws unless `condition` holds.
  func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws {
    if !condition { throw invalid(reason()) }
  }

  /// The integer attribute `key`.
  func integer(_ key: String) throws -> Int {
    guard case .integer(let value)? = instruction.attributes[key] else {
      throw invalid("no integer `\(key)`")
    }
    return value
  }

  /// The attribute `key` as a list of integers, `count` of them if given.
  func integers(_ key: String, count: Int? = nil) throws -> [Int] {
    guard case .integers(let value)? = instruction.attributes[key], count == nil || value.count == count
    else {
      throw invalid("no fitting integers `\(key)`")
    }
    return value
  }

  /// The attribute `key` as a real; integers count.
  func float(_ key: String) throws -> Double {
    switch instruction.attributes[key] {
    case .float(let value)?: return value
    case .integer(let value)?: return Double(value)
    default: throw invalid("no real `\(key)`")
    }
  }

  /// The attribute `key` as a list of reals.
  func floats(_ key: String) throws -> [Double] {
    guard case .floats(let value)? = instruction.attributes[key] else { throw invalid("no reals `\(key)`") }
    return value
  }

  /// The string attribute `key`.
  func string(_ key: String) throws -> String {
    guard case .string(let value)? = instruction.attributes[key] else { throw invalid("no string `\(key)`") }
    return value
  }

  /// The boolean attribute `key`, false if absent.
  func boolean(_ key: String) -> Bool {
    if case .boolean(let value)? = instruction.attributes[key] { value } else { false }
  }

  /// The error for an index that a kernel refused.
  func badIndex(_ value: Scalar, limit: Int) -> RuntimeError {
    .indexOutOfRange(
      primitive: instruction.primitive, name: instruction.name, index: Double(value), limit: limit,
      location: instruction.location)
  }
}
