/// What of a train block is called, and from where it starts: all numbers follow from hashes, so that other software can
/// take the same ones.
struct TrainingStep: Sendable {
  /// The updates that one call does.
  enum Update: Sendable {
    /// The discriminator's, then the generator's on the same latents, in one program.
    case both
    /// The discriminator's alone.
    case discriminator

    /// The networks, in the order of their updates.
    var roles: [String] { self == .both ? ["discriminator", "generator"] : ["discriminator"] }
  }

  /// Losses that other software computed in double precision, a step an element.
  struct Reference: Sendable {
    var batch: Int
    /// Of the roles in order.
    var losses: [[Double]]
  }

  var update: Update
  /// Shape of a sample of the data.
  var dataShape: [Int]
  /// Latents are uniform within this.
  var latentWidth: Double
  /// Where the weights of each network start, by role; those of the generator take streams from 100 on, those of the
  /// discriminator from 200 on.
  var starts: [String: [WeightStart]]
  /// What stands where circuits may: `circuit` or `linear`; `nil` where no circuit can.
  var core: CoreKind?
  var reference: Reference?

  /// The first stream of a network's weights.
  static func stream(of role: String) -> Int { role == "generator" ? 100 : 200 }
}

/// What stands in the middle of a hybrid network.
enum CoreKind: String, CaseIterable, Sendable {
  case circuit, linear
}

/// How weights that share a stream start: uniform within `width`, or all the same.
struct WeightStart: Sendable {
  /// Paths below the role; their elements follow one another.
  var paths: [String]
  /// `nil` for constants.
  var width: Double?
  var constant = 0.0

  /// One tensor, uniform within `width`.
  static func uniform(_ path: String, _ width: Double) -> WeightStart {
    WeightStart(paths: [path], width: width)
  }

  /// The two tensors of a normalisation below `path`, 1 and 0.
  static func norm(_ path: String) -> [WeightStart] {
    [
      WeightStart(paths: ["\(path).weight"], constant: 1), WeightStart(paths: ["\(path).bias"], constant: 0),
    ]
  }
}
