import Foundation
import QganIR
import QganPasses
import QganSema
import QganSyntax

/// A program with its settings: loaded, checked, and lowered on demand. What the CLI, tests and other programs use.
public final class Compilation {
  /// What lies over a program.
  public struct Settings: Sendable, Hashable {
    /// Variant or train block to look at; the only train block if `nil`.
    public var target: String?
    /// `NAME=expr`, in order.
    public var assignments: [String]

    public init(target: String? = nil, assignments: [String] = []) {
      self.target = target
      self.assignments = assignments
    }
  }

  public let program: Program
  public let settings: Settings
  /// Every file, for messages.
  public var sources: SourceMap { program.sources }
  /// Everything found.
  public private(set) var diagnostics: [Diagnostic] = []
  /// Sample shapes of the inputs of a circuit or model that is named by a call, where its own leave sizes open.
  public var inputShapes: [[Int]]?
  /// What `check` resolved.
  private(set) var checked = CheckedParts()
  private var needsData = true
  private let elaborator: Elaborator
  private let trainName: String?
  private let overrides: [Overrides.Setting]

  /// Loads the file at `path`, a source or a compiled module; throws `DriverError` if it cannot be read.
  public convenience init(path: String, settings: Settings = Settings()) throws {
    if path.hasSuffix(CompiledModule.fileExtension) {
      try self.init(module: CompiledModule.read(path), settings: settings)
      return
    }
    guard let main = DiskSources.read(path) else {
      throw DriverError(.usage, "cannot read `\(path)`")
    }
    try self.init(main: main, provider: DiskSources(), settings: settings)
  }

  /// Opens the sources in a module, under the settings it was compiled with and then `settings`.
  public convenience init(module: CompiledModule, settings: Settings) throws {
    try self.init(
      main: module.main, provider: module,
      settings: Settings(
        target: settings.target ?? module.settings.target,
        assignments: module.settings.assignments + settings.assignments))
  }

  /// Compiles `main`, whose includes come from `provider`.
  public init(main: SourceText, provider: any SourceProvider, settings: Settings = Settings()) throws {
    self.settings = settings
    program = ProgramLoader.load(main, provider: provider)
    var overrides: [Overrides.Setting] = []
    var found: [Diagnostic] = []
    var train: String?
    if let target = settings.target {
      guard let variant = program.variant(target) else {
        let names = program.trainNames + program.variantNames
        let nearest = Suggestion.nearest(to: target, in: names)
        throw DriverError(
          .usage, "there is no train block or variant `\(target)` in `\(main.path)`",
          hint: nearest.map { "did you mean `\($0)`?" }
            ?? (names.isEmpty ? nil : "there are " + names.map { "`\($0)`" }.joined(separator: ", ")))
      }
      (train, overrides) = (variant.train, variant.settings)
    } else if program.trainNames.count == 1 {
      train = program.trainNames[0]
    }
    for assignment in settings.assignments {
      guard let equals = assignment.firstIndex(of: "="), equals != assignment.startIndex else {
        throw DriverError(.usage, "`--set \(assignment)` lacks its `=`", hint: "write `--set NAME=value`")
      }
      let name = assignment[..<equals].trimmingCharacters(in: .whitespaces)
      let (setting, wrong) = program.setting(
        name: name, text: String(assignment[assignment.index(after: equals)...]))
      found += wrong
      if let setting { overrides.append(setting) }
    }
    trainName = train
    self.overrides = overrides
    elaborator = Elaborator(
      program: program, catalog: .standard, overrides: Overrides(overrides),
      resolvePath: { DiskSources.resolve($0, includedFrom: $1) })
    diagnostics = found
  }

  /// Whether anything found so far is an error.
  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// How a command ends after what was found: data that are not to be had are no fault of the program.
  public var exitCode: ExitCode {
    let errors = diagnostics.filter { $0.severity == .error }
    if errors.isEmpty { return .success }
    return errors.allSatisfy { $0.code == Self.missingData } ? .data : .program
  }

  /// Checks everything; the findings are in `diagnostics`. Data sets that are not there are none unless `needsData`.
  @discardableResult
  public func check(needsData: Bool = true) -> [Diagnostic] {
    self.needsData = needsData
    diagnostics += Sema.check(elaborator, &checked).filter(isWanted)
    return diagnostics
  }

  /// The code of data that are not to be had.
  private static let missingData = "QG286"

  private func isWanted(_ diagnostic: Diagnostic) -> Bool { needsData || diagnostic.code != Self.missingData }

  /// The train block of the settings with everything resolved, or `nil` after errors.
  ///
  /// Throws `DriverError` if the program has none, or several and none was named.
  public func training() throws -> TrainingSpec? {
    guard let trainName else {
      let names = program.trainNames
      throw DriverError(
        .usage, names.isEmpty ? "the program has no train block" : "the program has several train blocks",
        hint: names.isEmpty ? nil : "name one: " + names.map { "`--train \($0)`" }.joined(separator: " or "))
    }
    return training(trainName)
  }

  /// The train block `name`, or `nil` after errors.
  public func training(_ name: String) -> TrainingSpec? {
    let spec = elaborator.training(name)
    collect()
    return spec
  }

  /// The train block `name` under `settings` over those of the compilation; `nil` after errors, which are not noted.
  func training(_ name: String, under settings: [Overrides.Setting]) -> TrainingSpec? {
    guard !settings.isEmpty else { return training(name) }
    let varied = Elaborator(
      program: program, catalog: .standard, overrides: Overrides(overrides + settings),
      resolvePath: { DiskSources.resolve($0, includedFrom: $1) })
    return varied.training(name)
  }

  /// The values of each line of the sweep `name` as settings, or `nil` after errors.
  func axes(ofSweep name: String) -> [[Overrides.Setting]]? { elaborator.axes(ofSweep: name) }

  /// The points of the sweep `name`, or `nil` after errors.
  public func points(ofSweep name: String) -> [SweepPoint]? {
    let points = elaborator.points(ofSweep: name)
    collect()
    return points
  }

  /// The train block of the settings, doing nothing but `actions`, such as `kid(samples: 5000)`; `nil` after errors.
  ///
  /// Throws `DriverError` as `training()` does.
  public func training(actions: [String]) throws -> TrainingSpec? {
    guard let trainName else { return try training() }
    var expressions: [QganSyntax.Expression] = []
    for text in actions {
      let (expression, wrong) = program.expression(text, from: "--metric")
      diagnostics += wrong
      if let expression { expressions.append(expression) }
    }
    guard !hasErrors else { return nil }
    let spec = elaborator.training(trainName, actions: expressions)
    collect()
    return spec
  }

  /// An action that an expression such as `kid(subsets: 50)` names, with its arguments; `nil` after errors.
  func action(_ text: String) -> (ActionDefinition, Arguments)? {
    let (expression, wrong) = program.expression(text, from: "--metric")
    diagnostics += wrong
    guard let expression else { return nil }
    let result = elaborator.actionCall(expression)
    collect()
    return result
  }

  /// A feature extractor that an expression such as `lite0(path: "...")` names, for samples of `shape`; `nil` after
  /// errors.
  public func extractor(_ text: String, shape: [Int], classes: Bool) -> FeatureExtractor? {
    let (expression, wrong) = program.expression(text, from: "--features")
    diagnostics += wrong
    guard let expression else { return nil }
    let result = elaborator.extractor(expression, shape: shape, classesWanted: classes)
    collect()
    return result
  }

  /// What `load` asked for while networks were last written.
  public var loads: [LoadedWeights] { elaborator.loads }

  /// A circuit or model named by an expression such as `vqc(5, 3)`, or `nil` after errors.
  public func function(
    _ text: String, option: String = "--circuit", inputShapes: [[Int]]? = nil
  ) -> (function: LayerFunction, inputNames: [String])? {
    let (expression, wrong) = program.expression(text, from: option)
    diagnostics += wrong
    guard let expression else { return nil }
    let result = elaborator.function(expression, inputShapes: inputShapes ?? self.inputShapes)
    collect()
    return result
  }

  /// Names of the inputs of a circuit or model named by an expression, or `nil` after errors.
  public func inputNames(_ text: String, option: String = "--circuit") -> [String]? {
    let (expression, wrong) = program.expression(text, from: option)
    diagnostics += wrong + program.diagnostics.filter { !diagnostics.contains($0) }
    guard let expression, !hasErrors else { return nil }
    let names = elaborator.inputNames(of: expression)
    collect()
    return names
  }

  /// Whether the circuit or model `name` of the main file has no const that callers must give, and no open size.
  public func isClosed(_ name: String) -> Bool { elaborator.isClosed(name) }

  /// Names of the circuits and models of the main file, in order.
  public var layerNames: [String] {
    program.main.syntax.declarations.compactMap { declaration in
      switch declaration.kind {
      case .circuit(let d): if case .layer = d.form { d.name.text } else { nil }
      case .model(let d): d.name.text
      default: nil
      }
    }
  }

  /// The folder of the main file with its slash, or nothing.
  public var baseFolder: String {
    let main = program.main.path
    return main.lastIndex(of: "/").map { String(main[...$0]) } ?? ""
  }

  /// The program's files, the main one first, by their paths as seen from the main file's folder; the embedded library
  /// is left out.
  public var ownSources: [(path: String, text: String)] {
    program.scopes.map { sources.files[$0.file] }.filter { !$0.path.hasPrefix("std/") }.map { file in
      let path = file.path.hasPrefix(baseFolder) ? String(file.path.dropFirst(baseFolder.count)) : file.path
      return (path, file.text)
    }
  }

  /// Whether the program has train blocks.
  public var hasTraining: Bool { !program.trainNames.isEmpty }

  private func collect() {
    for diagnostic in elaborator.diagnostics where isWanted(diagnostic) && !diagnostics.contains(diagnostic) {
      diagnostics.append(diagnostic)
    }
  }
}
