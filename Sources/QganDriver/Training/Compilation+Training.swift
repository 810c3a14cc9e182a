import OrderedCollections
import QganIR
import QganSema
import QganTraining

extension Compilation {
  /// The train block of the settings, ready to run, or `nil` after errors; throws `DriverError` if none is meant.
  public func trainingJob(lowering: Lowering = Lowering()) throws -> TrainingJob? {
    guard let spec = try training() else { return nil }
    return job(spec, lowering)
  }

  /// `spec`, a train block of this program, ready to run.
  func job(_ spec: TrainingSpec, _ lowering: Lowering) -> TrainingJob {
    var sources: OrderedDictionary<String, [UInt8]> = [:]
    for source in ownSources { sources[source.path] = Array(source.text.utf8) }
    var origin: OrderedDictionary<String, JSONValue> = [
      "compiler": .string(Version.current),
      "program": .string(ownSources.first?.path ?? ""),
      "folder": .string(baseFolder),
      "settings": .array(settings.assignments.map { .string($0) }),
    ]
    if let target = settings.target { origin["target"] = .string(target) }
    return TrainingJob(
      spec: spec, plan: { try lowering.plan($0) }, loads: { self.loads },
      dependency: { block in
        guard let other = self.training(block) else {
          throw TrainingError.unfit("the train block `\(block)` has errors")
        }
        return self.job(other, lowering)
      },
      sources: sources, origin: origin, baseFolder: baseFolder)
  }

  /// Opens the sources in a run folder, under the settings that the run had and then `assignments`.
  ///
  /// Paths to data are seen from the folder that the program was run from. Throws `DriverError` if the folder is no run's.
  public convenience init(run folder: String, target: String? = nil, assignments: [String] = []) throws {
    let sources = try RunSources(folder: folder)
    try self.init(
      main: sources.main, provider: sources,
      settings: Settings(target: target ?? sources.target, assignments: sources.assignments + assignments))
  }
}

/// The sources that a run folder keeps, under the paths that they had.
struct RunSources: SourceProvider {
  let main: SourceText
  let target: String?
  let assignments: [String]
  /// Where the copies are, and where the originals were.
  private let copies: String
  private let originals: String

  init(folder: String) throws {
    guard let configuration = RunFolder.read(Folder.join(folder, "config.json")),
      let program = configuration["program"]?.asString
    else {
      throw DriverError(.data, "`\(folder)` is not a run folder", hint: "`qganc run` makes run folders")
    }
    target = configuration["target"]?.asString
    assignments = (configuration["settings"]?.asArray ?? []).compactMap(\.asString)
    copies = Folder.join(folder, "sources")
    originals = configuration["folder"]?.asString ?? ""
    guard let text = DiskSources.read(Folder.join(copies, program)) else {
      throw DriverError(.data, "`\(folder)` lacks its program, `sources/\(program)`")
    }
    main = SourceText(path: originals + program, utf8: text.utf8)
  }

  func source(_ path: String, includedFrom includer: String) -> SourceText? {
    if let embedded = DiskSources.embedded(path, includedFrom: includer) { return embedded }
    let original = DiskSources.resolve(path, includedFrom: includer)
    let own = original.hasPrefix(originals) ? String(original.dropFirst(originals.count)) : original
    guard let text = DiskSources.read(Folder.join(copies, own)) else { return nil }
    return SourceText(path: original, utf8: text.utf8)
  }
}
