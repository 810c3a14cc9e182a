import Foundation
import QganTestSupport
import Testing

/// Rooms import each other only through the doors that docs/architecture.md draws.
struct PackageDoorsTests {
  /// The arrows of the drawing.
  private static let drawing: [String: [String]] = [
    "qganc": ["QganDriver"],
    "qganc-bench": ["QganDriver"],
    "QganDriver": [
      "QganSyntax", "QganSema", "QganLibrary", "QganPasses", "QganTraining", "QganRuntime", "QganTooling",
      "QganReport", "QganIR",
    ],
    "QganReport": ["QganTraining", "QganTooling"],
    "QganTooling": ["QganSema", "QganPasses"],
    "QganSyntax": [],
    "QganSema": ["QganSyntax", "QganIR"],
    "QganPasses": ["QganIR"],
    "QganLibrary": ["QganIR"],
    "QganIR": [],
    "QganRuntime": ["QganIR", "CQganKernels", "COpenBLAS", "COneDNN"],
    "QganTraining": ["QganRuntime", "CPNG", "CJPEG", "CZlib", "CQganWeights"],
    "CQganKernels": [],
    "COpenBLAS": [],
    "COneDNN": [],
    "CPNG": ["CLibPNG"],
    "CLibPNG": [],
    "CJPEG": ["CLibJPEG"],
    "CLibJPEG": [],
    "CZlib": [],
    "CQganWeights": [],
  ]

  /// What the tool chain brings.
  private static let toolchain: Set = ["Foundation", "Glibc", "Dispatch", "Synchronization", "Swift"]
  /// Modules of packages, and the rooms that have them.
  private static let packages = [
    "OrderedCollections": "collections", "ArgumentParser": "arguments", "Logging": "logging",
  ]

  /// Rooms that can be reached from `room` along the arrows.
  private static func reach(_ room: String) -> Set<String> {
    var found: Set<String> = []
    var open = drawing[room] ?? []
    while let next = open.popLast() {
      if found.insert(next).inserted { open += drawing[next] ?? [] }
    }
    return found
  }

  /// The modules that the Swift files of a room import.
  private static func imports(of room: String) throws -> Set<String> {
    let folder = Repository.root.path + "/Sources/" + room
    var found: Set<String> = []
    for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init()
    where name.hasSuffix(".swift") {
      let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
      let lines = text.matches(
        of:
          /(?m)^(?:@\w+(?:\(\w+\))? +)*(?:(?:public|package|internal|fileprivate|private) +)?import +(?:(?:struct|class|enum|protocol|func|var|let|typealias) +)?(\w+)/
      )
      found.formUnion(lines.map { String($0.1) })
    }
    return found
  }

  /// Names between the quotes of a target's dependencies, and the packages' constants.
  private static func declared(_ room: String) throws -> Set<String> {
    let package = try Repository.text(of: "Package.swift")
    let targets = try #require(package.range(of: "targets: [\n")).upperBound
    let rest = package[
      try #require(package[targets...].range(of: "name: \"\(room)\""), "Package.swift has no \(room)")
        .upperBound...]
    let end = rest.range(of: "arget(")?.lowerBound ?? rest.endIndex
    guard let list = rest[..<end].firstMatch(of: /dependencies: \[([^\]]*)\]/) else { return [] }
    return Set(
      list.1.split(whereSeparator: { ", \n".contains($0) })
        .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "\"")) })
  }

  @Test func roomsAreDrawn() throws {
    let rooms = try FileManager.default.contentsOfDirectory(atPath: Repository.root.path + "/Sources")
    #expect(Set(rooms) == Set(Self.drawing.keys))
  }

  /// The arrows stand in the drawing as here.
  @Test func drawingIsTheOneOfTheBook() throws {
    let page = try Repository.text(of: "docs/architecture.md")
    for line in [
      " qganc, qganc-bench --> QganDriver --> every room below", " QganReport --> QganTraining, QganTooling",
      " QganTooling --> QganSema --> QganSyntax",
      " QganPasses ----> QganIR <---- QganLibrary",
      " QganTraining --> QganRuntime --> CQganKernels, COpenBLAS, COneDNN", " +--> CPNG, CJPEG, CZlib",
    ] {
      #expect(page.contains(line), "docs/architecture.md draws other arrows than this test: \(line)")
    }
  }

  /// What a room imports is declared, and every declared room is drawn and imported.
  @Test(arguments: drawing.keys.sorted()) func doors(room: String) throws {
    let imports = try Self.imports(of: room).subtracting(Self.toolchain)
    let declared = try Self.declared(room)
    let reachable = Self.reach(room)
    for module in imports {
      let name = Self.packages[module] ?? module
      #expect(declared.contains(name), "\(room) imports \(module), which Package.swift does not give it")
      if Self.packages[module] == nil {
        #expect(reachable.contains(module), "\(room) imports \(module) against the drawing")
      }
    }
    for name in declared where Self.drawing[name] != nil {
      #expect(reachable.contains(name), "\(room) depends on \(name) against the drawing")
      if room.hasPrefix("Q") || room.hasPrefix("qganc") {
        #expect(imports.contains(name), "\(room) depends on \(name) and does not import it")
      }
    }
  }

  /// Unsafe memory stays out of the rooms that must not touch it.
  @Test func safeRooms() throws {
    let package = try Repository.text(of: "Package.swift")
    for room in [
      "QganSyntax", "QganSema", "QganIR", "QganLibrary", "QganPasses", "QganTooling", "QganReport",
    ] {
      let targets = try #require(package.range(of: "targets: [\n")).upperBound
      let start = try #require(package[targets...].range(of: "name: \"\(room)\"")).upperBound
      let settings = try #require(package[start...].firstMatch(of: /swiftSettings: (\w+)/))
      #expect(settings.1 == "safe")
    }
  }
}
