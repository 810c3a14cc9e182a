import Foundation
import QganTraining

/// The last words of commands about runs.
enum RunSummary {
  private struct Outcome: Encodable {
    var folder: String
    var outcome: String
    var step: Int
  }

  private struct Samples: Encodable {
    var output: String
    var samples: Int
    var step: Int
  }

  static func text(_ outcome: TrainingOutcome, _ folder: String) -> String {
    switch outcome {
    case .finished(let step): "finished \(step) steps in \(folder)"
    case .interrupted(let step): "interrupted after \(step) steps; go on with --resume \(folder)"
    }
  }

  static func json(_ outcome: TrainingOutcome, _ folder: String) -> String {
    switch outcome {
    case .finished(let step): encoded(Outcome(folder: folder, outcome: "finished", step: step))
    case .interrupted(let step): encoded(Outcome(folder: folder, outcome: "interrupted", step: step))
    }
  }

  static func json(samples: Int, step: Int, output: String) -> String {
    encoded(Samples(output: output, samples: samples, step: step))
  }

  private static func encoded(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }
}
