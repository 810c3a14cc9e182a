import Foundation
import OrderedCollections
import QganTraining

/// A folder of run folders for one test, removed with it.
final class RunFixture {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "qgan-report-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Makes a finished run named `name`, whose score at step s is `score(s)`.
  func run(
    _ name: String, block: String = "hybrid", target: String? = nil, seed: Int,
    settings: OrderedDictionary<String, String> = [:], steps: Int = 40,
    score: (Int) -> Double = { 100 / Double($0) }
  ) throws {
    let folder = path + "/" + name
    for inner in ["sources", "samples"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(inner)", withIntermediateDirectories: true)
    }
    var configuration: OrderedDictionary<String, JSONValue> = ["train": .string(block)]
    for (key, value) in settings { configuration[key] = .string(value) }
    configuration["seed"] = .string("\(seed)")
    var members: OrderedDictionary<String, JSONValue> = [
      "block": .string(block), "compiler": .string("0.0.1"), "program": .string("p.qgan"),
      "folder": .string(""),
      "settings": .array(settings.map { .string("\($0.key)=\($0.value)") } + [.string("seed=\(seed)")]),
    ]
    if let target { members["target"] = .string(target) }
    members["configuration"] = .object(configuration)
    members["identity"] = .string("0123456789abcdef")
    try write("\(name)/config.json", JSONValue.object(members).indentedText)
    try write("\(name)/status.json", "{\"state\": \"finished\", \"step\": \(steps)}\n")
    try write("\(name)/sources/p.qgan", "qgan 1.0;\n")
    var lines = ""
    for step in 1...steps {
      var line: OrderedDictionary<String, JSONValue> = [
        "step": .integer(step), "epoch": .integer((step - 1) / 10),
        "loss.generator": .real(1 + 1 / Double(step + seed)),
      ]
      if step % 10 == 0 { line["fid-lite0"] = .real(score(step)) }
      lines += JSONValue.object(line).text + "\n"
    }
    try write("\(name)/metrics.jsonl", lines)
    for step in stride(from: 5, through: steps, by: 5) {
      let image = Image(
        width: 4, height: 2, channels: 1, pixels: [UInt8](repeating: UInt8(step % 256), count: 8))
      guard let image else { continue }
      let digits = String(repeating: "0", count: 6 - "\(step)".count) + "\(step)"
      try Data(PNGFile.encode(image)).write(to: URL(fileURLWithPath: "\(folder)/samples/step-\(digits).png"))
    }
  }

  func write(_ name: String, _ text: String) throws {
    let target = URL(fileURLWithPath: path + "/" + name)
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: target)
  }

  /// Every run of the folder, read.
  func records() throws -> [RunRecord] {
    try RunRecord.folders(at: path).map { RunRecord(reading: $0.path, name: $0.name) }
  }
}
