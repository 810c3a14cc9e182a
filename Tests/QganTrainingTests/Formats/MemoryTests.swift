import Glibc
import Testing

@testable import QganTraining

@Suite struct MemoryTests {
  /// Small files that promise much are refused without allocating for the promise: the process may not grow.
  @Test func promisesAreNotAllocated() async {
    await #expect(processExitsWith: .success) {
      let cases = try MemoryTests.promises()
      try MemoryTests.limitGrowth(to: 256 << 20)
      // An allocation of what the files promise does fail under this limit.
      guard malloc(1 << 30) == nil else { exit(10) }
      for (name, read) in cases {
        do {
          try read()
          print("\(name) was accepted")
          exit(11)
        } catch TrainingError.badData {}
      }
    }
  }

  private static func limitGrowth(to bytes: UInt) throws {
    var text = [UInt8](repeating: 0, count: 64)
    let file = try OpenFile("/proc/self/statm", O_RDONLY)
    guard Glibc.read(file.descriptor, &text, text.count) > 0 else { exit(12) }
    let pages = text.prefix { $0 != 0x20 }.reduce(0 as UInt) { $0 * 10 + UInt($1 - 0x30) }
    let most = pages * 4096 + bytes
    var limit = rlimit(rlim_cur: most, rlim_max: most)
    guard setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { exit(13) }
  }

  private static func promises() throws -> [(String, () throws -> Void)] {
    func source(_ bytes: [UInt8]) -> ByteSource { ByteSource(bytes, name: "promise") }
    let gzip = Fixture.bytes(hexadecimal: try Fixture.json("idx.json")["gzip"]?.asString ?? "")
    let zip = try ByteSource(path: Fixture.path("deflated.npz")).readAll()
    var cases: [(String, () throws -> Void)] = []
    cases.append(("idx", { _ = try IDXFile(source([0, 0, 8, 1, 0xFF, 0xFF, 0xFF, 0xFF, 1])).integers() }))
    // gzip's own header, then a stored block that begins an IDX file of 2^31 bytes.
    let stored: [UInt8] = [0, 9, 0, 0xF6, 0xFF, 0, 0, 8, 1, 0x80, 0, 0, 0, 1]
    cases.append(("idx.gz", { _ = try IDXFile(source(Array(gzip.prefix(10)) + stored)).integers() }))
    let header = "{'descr': '<f8', 'fortran_order': True, 'shape': (4294967296,)}"
    let npy = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
    cases.append(("npy", { _ = try NpyFile(source(npy)).floats() }))
    let longHeader: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x7B]
    cases.append(("npy header", { _ = try NpyFile(source(longHeader)).floats() }))
    cases.append(("safetensors", { _ = try SafetensorsFile(source([0, 0, 0, 1, 0, 0, 0, 0, 0x7B])) }))
    // Sizes of the first member in the directory: 2 GB from some hundred bytes.
    var directory = zip
    if let entry = zip.firstRange(of: [0x50, 0x4B, 0x01, 0x02]) {
      directory.replaceSubrange(entry.lowerBound + 24..<entry.lowerBound + 28, with: [0, 0, 0, 0x80])
    }
    cases.append(
      (
        "npz",
        {
          let archive = try ZipArchive(source(directory))
          for name in archive.names { _ = try NpyFile(archive.contents(of: name)).floats() }
        }
      ))
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1 << 20)
    let length: [UInt8] = [0, 0, 0x10, 0, 0, 0, 0, 0]
    cases.append(
      ("safetensors depth", { _ = try SafetensorsFile(source(length + [0x7B] + deep.dropFirst())) }))
    for pickle: [UInt8] in [
      // A string, bytes and a number of 2 GB or more.
      [0x80, 4, 0x58, 0xFF, 0xFF, 0xFF, 0x7F], [0x80, 4, 0x8E, 0, 0, 0, 0, 1, 0, 0, 0],
      [0x80, 2, 0x8B, 0xFF, 0xFF, 0xFF, 0x7F],
    ] {
      cases.append(("pickle", { _ = try TorchFile(source(pickle)) }))
    }
    let torch = try Fixture.json("torch.json")["hostile"]
    for name in ["repeats", "sizes", "huge storage", "shared containers", "longer text"] {
      let bytes = Fixture.bytes(hexadecimal: torch?[name]?["hex"]?.asString ?? "")
      cases.append((name, { _ = try TorchFile(source(bytes)) }))
    }
    return cases
  }
}
