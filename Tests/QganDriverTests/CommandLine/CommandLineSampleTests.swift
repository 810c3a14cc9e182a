import Foundation
import QganTraining
import Testing

/// `qganc sample`: pictures and numbers from run folders, wherever they are.
struct CommandLineSampleTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("tiny.qgan", CommandLinePrograms.tiny)
    #expect(try qganc("run", "tiny.qgan", in: folder).code == 0)
  }

  @Test func numbers() throws {
    let result = try qganc("sample", "runs/tiny-0001", "-n", "7", "-o", "s.npy", in: folder)
    #expect(result.code == 0 && result.errors.isEmpty)
    #expect(result.text == "wrote s.npy: 7 samples after 12 steps\n")
    let array = try NpyFile(path: folder.path + "/s.npy")
    #expect(array.shape == [7, 4])
    // The seed decides, and nothing else.
    let again = try qganc(
      "sample", "runs/tiny-0001", "-n", "7", "-o", "t.npy", "--format", "json", in: folder)
    #expect(try again.json()["samples"] == .integer(7))
    #expect(try again.json()["step"] == .integer(12))
    #expect(try folder.read("s.npy") == folder.read("t.npy"))
    #expect(
      try qganc("sample", "runs/tiny-0001", "-n", "7", "--seed", "1", "-o", "u.npy", in: folder).code == 0)
    #expect(try folder.read("s.npy") != folder.read("u.npy"))
  }

  @Test func afterTheRunMoved() throws {
    let elsewhere = try TemporaryFolder()
    try FileManager.default.copyItem(
      atPath: folder.path + "/runs/tiny-0001", toPath: elsewhere.path + "/moved")
    for (run, place) in [("runs/tiny-0001", folder), ("moved", elsewhere)] {
      #expect(try qganc("sample", run, "-n", "3", "-o", "s.npy", in: place).code == 0)
    }
    #expect(try folder.read("s.npy") == elsewhere.read("s.npy"))
    #expect(try qganc("run", "--resume", "moved", in: elsewhere).code == 0)
  }

  @Test func notARun() throws {
    for name in ["nowhere", ".", "tiny.qgan"] {
      let result = try qganc("sample", name, "-o", "s.npy", in: folder)
      #expect(result.code == 3)
      #expect(result.errors.contains("not a run folder"))
    }
    #expect(!folder.list("").contains("s.npy"))
  }

  /// More samples than memory has room for are refused before they are made.
  @Test func memory() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "ulimit -v 1500000; exec \"$0\" sample \"$1\" -n 1000000 -o s.npy --threads 1 2> errors",
      CommandLineProcess.executable, "wide/tiny-0001",
    ]
    try folder.write(
      "wide.qgan",
      CommandLinePrograms.tiny(data: "npy(\"data.npy\")").replacing("dense(4)", with: "dense(800)")
        .replacing("float[4]", with: "float[800]"))
    _ = try folder.npy("data", [Float](repeating: 0.5, count: 4800), shape: [6, 800])
    let run = try qganc("run", "wide.qgan", "--out", "wide", in: folder)
    try #require(run.code == 0, "\(run.errors)")
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 4)
    let errors = String(decoding: try folder.read("errors"), as: UTF8.self)
    #expect(errors.contains("not enough memory for 1000000 samples"), "\(errors)")
  }

  @Test func pictures() throws {
    // Pictures need samples that are pictures.
    try folder.write(
      "pictures.qgan",
      CommandLinePrograms.tiny.replacing("|> dense(4); }", with: "|> dense(4) |> reshape(1, 2, 2); }")
        .replacing("-> float[4]", with: "-> float[1, 2, 2]")
        .replacing("input float[4] x", with: "input float[1, 2, 2] x")
        .replacing("return x |> dense(3)", with: "return x |> flatten |> dense(3)")
        .replacing("bars_and_stripes(2, 2)", with: "npy(\"data.npy\")"))
    _ = try folder.npy("data", (0..<24).map { Float($0 % 5) / 4 }, shape: [6, 1, 2, 2])
    let run = try qganc("run", "pictures.qgan", "--out", "p", in: folder)
    #expect(run.code == 0, "\(run.errors)")
    let result = try qganc(
      "sample", "p/tiny-0001", "-n", "6", "--columns", "3", "-o", "s.png", in: folder)
    #expect(result.code == 0, "\(result.errors)")
    #expect(try folder.read("s.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }
}
