import QganIR

/// What a `load` of the program asks for: which of our variables start from which tensors of a file or train block.
public struct WeightRequest: Sendable {
  /// The weight file, or `nil` for a train block.
  public var path: String?
  /// The train block, or `nil` for a file.
  public var block: String?
  /// Names there, by our full paths.
  public var tensors: [String: String]
  /// The part of the source that was asked for; empty for all of it.
  public var prefix: String
  /// Whether a tensor of the source may be left over.
  public var isIgnored: @Sendable (String) -> Bool
  /// Whether the whole layer was built, so that what is left over is an error.
  public var isComplete: Bool

  /// A request to a file or to a train block.
  public init(
    path: String?, block: String?, tensors: [String: String], prefix: String,
    isIgnored: @escaping @Sendable (String) -> Bool, isComplete: Bool
  ) {
    self.path = path
    self.block = block
    self.tensors = tensors
    self.prefix = prefix
    self.isIgnored = isIgnored
    self.isComplete = isComplete
  }
}

/// Reads the tensors that variables start from: weight files and the ends of other train blocks.
public final class WeightSource {
  private let requests: () -> [WeightRequest]
  private let checkpoint: (_ block: String) throws -> Checkpoint
  private var files: [String: any WeightFile] = [:]
  private var checkpoints: [String: Checkpoint] = [:]

  /// `requests` is asked after all graphs are written; `checkpoint` gives the last checkpoint of a train block.
  public init(
    requests: @escaping () -> [WeightRequest] = { [] },
    checkpoint: @escaping (_ block: String) throws -> Checkpoint = { block in
      throw TrainingError.missingData(
        path: block, reason: "the train block `\(block)` has not run", suggestion: "run it first")
    }
  ) {
    self.requests = requests
    self.checkpoint = checkpoint
  }

  /// SHA-256 of a weight file's bytes.
  func hash(ofFile path: String) throws -> String { try file(path).sha256() }

  /// The values that `variable` starts from, none if its initializer is no file or train block; throws if they are
  /// missing or have another shape.
  public func values(for variable: Variable) throws -> [Double] {
    let tensor: StoredTensor
    let origin: String
    switch variable.initializer {
    case .file(let path, let name):
      let file = try file(path)
      guard file.shape(of: name) != nil else {
        throw TrainingError.badData(
          path: path, reason: "there is no tensor `\(name)`, from which `\(variable.name)` is to start")
      }
      tensor = try file.tensor(name)
      origin = path
    case .block(let block, let name):
      let weights = try weights(of: block)
      guard let found = weights[name] else {
        throw TrainingError.unfit(
          "the train block `\(block)` has no tensor `\(name)`, from which `\(variable.name)` is to start")
      }
      tensor = found
      origin = "train block `\(block)`"
    default: return []
    }
    guard tensor.shape == variable.shape else {
      throw TrainingError.badData(
        path: origin,
        reason: "a tensor of shape \(tensor.shape) does not fit `\(variable.name)` of shape \(variable.shape)"
      )
    }
    return tensor.doubles
  }

  /// Throws if a source has tensors that no variable started from and no `ignore` pattern allows.
  public func checkLeftovers() throws {
    for request in requests() where request.isComplete {
      let names: [String]
      if let path = request.path {
        names = try file(path).names
      } else if let block = request.block {
        names = try weights(of: block).keys.sorted()
      } else {
        continue
      }
      let used = Set(request.tensors.values)
      let start = request.prefix.isEmpty ? "" : request.prefix + "."
      let left = names.filter {
        $0.hasPrefix(start) && !used.contains($0) && !Self.isCounter($0) && !request.isIgnored($0)
          && !request.isIgnored(String($0.dropFirst(start.count)))
      }
      guard let first = left.first else { continue }
      let origin = request.path ?? "train block `\(request.block ?? "")`"
      let others = left.count > 1 ? " and \(left.count - 1) more" : ""
      throw TrainingError.badData(
        path: origin,
        reason: "tensor `\(first)`\(others) is not used by the layer that loads it; name it in `ignore:`")
    }
  }

  /// A file of the disk, or one inside the binary.
  private static func open(_ path: String) throws(TrainingError) -> ByteSource {
    if let bytes = EmbeddedWeights.file(path) { return ByteSource(bytes, name: path) }
    return try ByteSource(path: path)
  }

  /// Whether `name` is PyTorch's count of the batches that a batch norm has seen, which ours does not keep.
  private static func isCounter(_ name: String) -> Bool {
    name == "num_batches_tracked" || name.hasSuffix(".num_batches_tracked")
  }

  private func file(_ path: String) throws -> any WeightFile {
    if let file = files[path] { return file }
    let file = try WeightFiles.open(Self.open(path))
    files[path] = file
    return file
  }

  /// Weights and buffers of a train block as they are evaluated: moving averages where it kept them.
  private func weights(of block: String) throws -> [String: StoredTensor] {
    let checkpoint = try checkpoints[block] ?? self.checkpoint(block)
    checkpoints[block] = checkpoint
    var weights = checkpoint.weights
    for (name, tensor) in checkpoint.tensors where name.hasPrefix(TrainingNames.averagePrefix) {
      weights[String(name.dropFirst(TrainingNames.averagePrefix.count))] = tensor
    }
    return weights
  }
}
