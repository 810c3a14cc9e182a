import QganIR
import QganLibrary

/// Writes networks of library layers by hand, as the front end would.
struct NetworkWriter {
  let builder: ModelBuilder
  var x: Tensor

  init(_ builder: ModelBuilder, _ x: Tensor) {
    self.builder = builder
    self.x = x
  }

  /// Applies the builtin `name` under the path component `path`.
  mutating func apply(_ name: String, _ arguments: [String: ConstValue] = [:], at path: String? = nil) throws
  {
    guard let definition = Catalog.library.layers[name] else { throw IRError("there is no `\(name)`") }
    let call = BuiltinCall(definition, Arguments(values: arguments))
    x = try builder.within(path ?? name) { try call.build(builder, [x]) }
  }

  mutating func dense(_ units: Int, at path: String) throws {
    try apply("dense", ["units": .integer(units)], at: path)
  }

  mutating func conv(_ channels: Int, stride: Int = 1, bias: Bool = true, at path: String) throws {
    try apply(
      "conv2d",
      [
        "channels": .integer(channels), "kernel": .integer(3), "stride": .integer(stride),
        "padding": .integer(1), "bias": .boolean(bias),
      ], at: path)
  }

  mutating func reshape(_ shape: [Int]) throws { x = try builder.reshape(x, to: shape) }
}

extension TrainingSpec.Optimization {
  /// A library optimizer with its defaults and `arguments`.
  static func library(
    _ name: String, _ arguments: [String: ConstValue], schedule: String? = nil,
    scheduleArguments: [String: ConstValue] = [:], clip: TrainingSpec.GradientClip? = nil
  ) throws -> Self {
    guard let definition = Catalog.library.optimizers[name] else { throw IRError("there is no `\(name)`") }
    let schedule = schedule.flatMap { Catalog.library.schedules[$0] }
    return Self(
      definition: definition,
      arguments: Arguments(values: arguments).fillingDefaults(of: definition.parameters),
      schedule: schedule,
      scheduleArguments: Arguments(values: scheduleArguments).fillingDefaults(of: schedule?.parameters ?? []),
      clip: clip)
  }
}

extension TrainingSpec.Loss {
  /// A library loss with its defaults and `arguments`.
  static func library(_ name: String, _ arguments: [String: ConstValue] = [:]) throws -> Self {
    guard let definition = Catalog.library.losses[name] else { throw IRError("there is no `\(name)`") }
    return .builtin(definition, Arguments(values: arguments).fillingDefaults(of: definition.parameters))
  }
}
