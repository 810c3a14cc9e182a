import Foundation
import QganTraining
import Testing

/// The built `qganc`, started as a process of its own.
struct CommandLineProcess {
  /// What a process left behind.
  struct Outcome {
    /// Exit code; 128 and the signal's number if it was killed.
    var code: Int32
    var output: [UInt8]
    var errors: String

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
    func json() throws -> JSONValue { try JSONParser.parse(output) }
  }

  private let process = Process()
  private let outputPath: String
  private let errorPath: String

  /// Path of the executable, which is built beside the tests' bundle.
  static let executable: String = {
    let candidates = [Bundle.main.executablePath ?? "", Bundle.main.bundlePath] + CommandLine.arguments
    for candidate in candidates where !candidate.isEmpty {
      var folder = URL(fileURLWithPath: candidate)
      while folder.path != "/" {
        folder.deleteLastPathComponent()
        let path = folder.appendingPathComponent("qganc").path
        if FileManager.default.isExecutableFile(atPath: path), !isFolder(path) { return path }
      }
    }
    return "qganc is not beside the tests"
  }()

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Starts `qganc` in `folder`; `blocks` limits the size of files that it writes, in the shell's blocks of 512 or 1024
  /// bytes.
  init(
    _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:],
    input: String = "", blocks: Int? = nil
  ) throws {
    let id = UUID().uuidString
    outputPath = folder.path + "/.\(id).out"
    errorPath = folder.path + "/.\(id).err"
    let inputPath = folder.path + "/.\(id).in"
    for path in [outputPath, errorPath] { try Data().write(to: URL(fileURLWithPath: path)) }
    try Data(input.utf8).write(to: URL(fileURLWithPath: inputPath))
    if let blocks {
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments =
        ["-c", "ulimit -f \(blocks); exec \"$0\" \"$@\"", Self.executable] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: Self.executable)
      process.arguments = arguments
    }
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    var variables = ProcessInfo.processInfo.environment
    variables["OMP_WAIT_POLICY"] = "passive"
    variables.merge(environment) { $1 }
    process.environment = variables
    process.standardInput = FileHandle(forReadingAtPath: inputPath)
    process.standardOutput = FileHandle(forWritingAtPath: outputPath)
    process.standardError = FileHandle(forWritingAtPath: errorPath)
    try process.run()
  }

  var isRunning: Bool { process.isRunning }
  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end, and ends what takes longer than `limit` seconds.
  func wait(limit: Double = 120) throws -> Outcome {
    let start = ContinuousClock.now
    while process.isRunning {
      if ContinuousClock.now - start > .seconds(limit) {
        send(SIGKILL)
        Issue.record("qganc \(process.arguments ?? []) took longer than \(limit) s")
      }
      Thread.sleep(forTimeInterval: 0.005)
    }
    let signaled = process.terminationReason == .uncaughtSignal
    return Outcome(
      code: process.terminationStatus + (signaled ? 128 : 0),
      output: Array(try Data(contentsOf: URL(fileURLWithPath: outputPath))),
      errors: String(decoding: try Data(contentsOf: URL(fileURLWithPath: errorPath)), as: UTF8.self))
  }
}

/// Runs `qganc` to its end.
func qganc(
  _ arguments: String..., in folder: TemporaryFolder, environment: [String: String] = [:],
  input: String = "", blocks: Int? = nil
) throws -> CommandLineProcess.Outcome {
  try CommandLineProcess(
    arguments, in: folder, environment: environment, input: input, blocks: blocks
  ).wait()
}

extension TemporaryFolder {
  /// Writes `text` to the file `name`.
  func write(_ name: String, _ text: String) throws {
    let url = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// The bytes of the file `name`.
  func read(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
  }

  /// Names in the folder `name`, sorted; none if it is not there.
  func list(_ name: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(name)")) ?? []).sorted()
  }
}

/// Programs for tests of the command line.
enum CommandLinePrograms {
  /// A hybrid GAN of 41 weights on six pictures of 2 x 2; 3 steps an epoch.
  static let tiny = """
    qgan 1.0;
    config int EPOCHS = 4;
    config float RATE = 0.05;
    circuit vqc(const int layers, input angle[const n] x, param angle[layers, n] w) -> float[n] {
      qubit[n] q;
      ry(x) q;
      for int l in [0:layers - 1] { ry(w[l]) q; for int i in [0:n - 1] { cx q[i], q[(i + 1) % n]; } }
      return expval(Z) q;
    }
    model Generator(input float[3] z) -> float[4] { return z |> vqc(2) |> dense(4); }
    model Critic(input float[4] x) -> float[1] { return x |> dense(3) |> leaky_relu(0.2) |> dense(1); }
    dataset bars { source: bars_and_stripes(2, 2); }
    train tiny {
      generator: Generator; discriminator: Critic; data: bars; latent: uniform(0, pi); loss: bce;
      optimizer: adam(lr: RATE); batch: 2; epochs: EPOCHS; seed: 7;
      every 6 steps { grid(2, 2); checkpoint; }
    }
    variant fast of tiny { RATE = 0.1; }
    """

  /// `tiny` with another data set.
  static func tiny(data: String) -> String {
    tiny.split(separator: "bars_and_stripes(2, 2)", omittingEmptySubsequences: false).joined(separator: data)
  }
}
