import QganIR
import QganTraining

/// The train blocks that a train block loads from: their last checkpoints, kept in the run folder so that it stands
/// alone.
struct Dependencies {
  private let job: TrainingJob
  private let runs: String
  private let folder: RunFolder?

  /// Dependencies of `job`, looked for in the resumed run folder and among the runs in `runs`.
  init(of job: TrainingJob, runs: String, folder: RunFolder?) {
    self.job = job
    self.runs = runs
    self.folder = folder
  }

  /// Whether the block has run to its end with the program as it is now.
  func isThere(_ block: String) throws -> Bool { try find(block) != nil }

  /// Copies the last checkpoints into `folder`.
  func keep(in folder: RunFolder) throws {
    for block in job.spec.dependencies {
      let path = Self.path(of: block, in: folder)
      guard Folder.kind(of: path) == nil, let checkpoint = try find(block) else { continue }
      try Folder.create(Folder.parent(of: path))
      try checkpoint.write(to: path)
    }
  }

  /// The last checkpoint of `block`.
  func checkpoint(of block: String, in folder: RunFolder) throws -> Checkpoint {
    try Checkpoint(path: Self.path(of: block, in: folder))
  }

  /// The last checkpoint of `block` that the run folder at `path` keeps, which may still be training.
  static func checkpoint(of block: String, inFolder path: String) throws -> Checkpoint {
    let file = Folder.join(path, "dependencies/\(block).safetensors")
    guard Folder.kind(of: file) == .file else {
      throw TrainingError.missingData(
        path: path, reason: "the run does not keep the train block `\(block)`, from which layers are loaded",
        suggestion: "choose features of a file, or of a block that the run depends on")
    }
    return try Checkpoint(path: file)
  }

  private static func path(of block: String, in folder: RunFolder) -> String {
    folder.path("dependencies/\(block).safetensors")
  }

  /// The last checkpoint of a finished run of the block under the same identity, the newest run first.
  private func find(_ block: String) throws -> Checkpoint? {
    let identity = try job.dependency(block).identity()
    if let folder {
      let path = Self.path(of: block, in: folder)
      if Folder.kind(of: path) == .file { return try Checkpoint(path: path) }
    }
    guard Folder.kind(of: runs) == .folder else { return nil }
    for name in try Folder.list(runs).reversed() where name.hasPrefix("\(block)-") {
      let path = Folder.join(runs, name)
      guard let run = RunFolder.finished(at: path), run.identity == identity,
        let found = try? CheckpointFolder(Folder.join(path, "checkpoints")).newestValid(),
        found.warnings.isEmpty
      else { continue }
      return found.checkpoint
    }
    return nil
  }
}

extension RunFolder {
  /// What a finished run notes about itself, read without taking the folder over; `nil` for any other folder.
  static func finished(at path: String) -> (identity: String, configuration: JSONValue)? {
    guard let status = read(Folder.join(path, "status.json")),
      let config = read(Folder.join(path, "config.json")),
      status["state"]?.asString == State.finished.rawValue, let identity = config["identity"]?.asString
    else { return nil }
    return (identity, config)
  }

  /// A small JSON file; `nil` if it cannot be read.
  static func read(_ path: String) -> JSONValue? {
    guard let source = try? ByteSource(path: path), source.size <= SafetensorsFile.headerLimit,
      let bytes = try? source.readAll()
    else { return nil }
    return try? JSONParser.parse(bytes)
  }
}
