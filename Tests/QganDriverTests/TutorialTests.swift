import Foundation
import QganTestSupport
import Testing

/// docs/tutorial.md, done as it says: files are written, commands are run, and their output is what the page shows.
struct TutorialTests {
  /// A fenced block and the line of text before it.
  private struct Block {
    var language: String
    var line: Int
    var before: String
    var lines: [String] = []
  }

  private static let page = "docs/tutorial.md"

  /// The section from here on needs Fashion-MNIST.
  private static let pictures = "$ qganc new clothes"
  private static let hasFashionMNIST =
    ProcessInfo.processInfo.environment["QGAN_DATA"] != nil
    || FileManager.default.fileExists(atPath: "/usr/share/datasets/fashion-mnist")

  private static func blocks() throws -> [Block] {
    var found: [Block] = []
    var isInside = false
    var before = ""
    let lines = try Repository.text(of: page).split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        if !isInside {
          found.append(Block(language: String(line.dropFirst(3)), line: index + 2, before: before))
        }
        isInside.toggle()
      } else if isInside {
        found[found.count - 1].lines.append(String(line))
      } else if !line.isEmpty {
        before = String(line)
      }
    }
    return found
  }

  @Test func everyBlockDoesWhatItSays() throws {
    let folder = try TemporaryFolder()
    var place = folder.path
    var languages: Set<String> = []
    for block in try Self.blocks() {
      languages.insert(block.language)
      switch block.language {
      case "sh": try checkInstallation(block)
      case "qgan", "json": try write(block, in: place)
      case "console":
        if block.lines.first == Self.pictures, !Self.hasFashionMNIST { return }
        for (command, expected) in Self.commands(of: block) {
          if command.hasPrefix("cd ") {
            place += "/" + command.dropFirst(3)
          } else {
            try run(command, in: place, expecting: expected, line: block.line)
          }
        }
      default: Issue.record("\(Self.page):\(block.line): nothing runs a block of `\(block.language)`")
      }
    }
    #expect(languages == ["sh", "qgan", "json", "console"])
  }

  /// Commands of installation are targets of the Makefile.
  private func checkInstallation(_ block: Block) throws {
    let makefile = try Repository.text(of: "Makefile")
    for line in block.lines {
      let words = line.split(separator: " ")
      let isTarget = words.count > 1 && words[0] == "make" && makefile.contains("\n\(words[1]):")
      #expect(isTarget, "\(Self.page):\(block.line): \(line)")
    }
  }

  /// Writes or extends the file that the line before the block names.
  private func write(_ block: Block, in folder: String) throws {
    let name = try #require(
      block.before.firstMatch(of: /(Write|Add) this (as|to) `([\w.]+)`:$/), "\(block.before)")
    let path = "\(folder)/\(name.3)"
    let text = block.lines.joined(separator: "\n") + "\n"
    let old = name.1 == "Add" ? try String(contentsOfFile: path, encoding: .utf8) + "\n" : ""
    try Data((old + text).utf8).write(to: URL(fileURLWithPath: path))
    guard path.hasSuffix(".qgan") else { return }
    try run("qganc fmt --check \(name.3)", in: folder, expecting: [], line: block.line)
  }

  private static func commands(of block: Block) -> [(command: String, output: [String])] {
    var found: [(command: String, output: [String])] = []
    for line in block.lines {
      if line.hasPrefix("$ ") {
        found.append((String(line.dropFirst(2)), []))
      } else if !found.isEmpty {
        found[found.count - 1].output.append(line)
      }
    }
    return found
  }

  /// Runs a command as a shell does, large ones at a tiny size, and compares what it prints.
  private func run(_ command: String, in folder: String, expecting expected: [String], line: Int) throws {
    var tiny = command.replacing("--samples 1000", with: "--samples 64")
    if command.hasPrefix("qganc run clothes.qgan") { tiny += " --set LIMIT=128 --set EPOCHS=1" }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "(\(tiny)) 2>&1"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var environment = ProcessInfo.processInfo.environment
    let binaries = URL(fileURLWithPath: CommandLineProcess.executable).deletingLastPathComponent().path
    environment["PATH"] = binaries + ":" + environment["PATH", default: "/usr/bin:/bin"]
    environment["LC_ALL"] = "C"
    process.environment = environment
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let text = String(decoding: bytes, as: UTF8.self)
    let fails = expected.contains { $0.hasPrefix("error") }
    #expect((process.terminationStatus == 0) != fails, "\(Self.page):\(line): \(tiny)\n\(text)")
    let isInPictures = folder.hasSuffix("/clothes")
    let isTrained = ["qganc run ", "qganc eval "].contains { command.hasPrefix($0) }
    let numbers: Numbers = isInPictures ? .any : isTrained ? .anyReal : .equal
    let lines = Self.trimmed(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    #expect(
      Self.matches(Self.trimmed(expected)[...], lines[...], numbers), "\(Self.page):\(line): \(tiny)\n\(text)"
    )
  }

  // MARK: - Comparing

  /// How numbers of the page compare with those of a command; results of training differ between machines.
  private enum Numbers { case equal, anyReal, any }

  private static func trimmed(_ lines: [String]) -> [String] {
    var lines = lines
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// A line `...` stands for any lines.
  private static func matches(_ page: ArraySlice<String>, _ lines: ArraySlice<String>, _ numbers: Numbers)
    -> Bool
  {
    guard let first = page.first else { return lines.isEmpty }
    if first == "..." {
      return (lines.startIndex...lines.endIndex).contains { matches(page.dropFirst(), lines[$0...], numbers) }
    }
    guard let line = lines.first, isSame(first, line, numbers) else { return false }
    return matches(page.dropFirst(), lines.dropFirst(), numbers)
  }

  /// `...` at the end of a line stands for any end.
  private static func isSame(_ page: String, _ line: String, _ numbers: Numbers) -> Bool {
    if page.hasSuffix("...") { return line.hasPrefix(page.dropLast(3)) }
    let number = /-?\d+(\.\d+)?/
    let (a, b) = (page.matches(of: number), line.matches(of: number))
    guard a.count == b.count, page.replacing(number, with: "0") == line.replacing(number, with: "0") else {
      return false
    }
    return zip(a, b).allSatisfy { a, b in
      let isReal = a.1 != nil || b.1 != nil
      if numbers == .any || (numbers == .anyReal && isReal) { return true }
      guard let a = Double(a.0), let b = Double(b.0) else { return false }
      return isReal ? abs(a - b) < 1e-9 : a == b
    }
  }
}
