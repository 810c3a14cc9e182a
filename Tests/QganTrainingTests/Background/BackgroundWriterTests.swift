import Synchronization
import Testing

@testable import QganTraining

@Suite struct BackgroundWriterTests {
  private let error = TrainingError.diskFull(path: "a", need: 7)

  @Test(arguments: [false, true]) func everythingIsThereAtTheEndInOrder(isInline: Bool) throws {
    let folder = try TemporaryFolder()
    let path = Folder.join(folder.path, "log")
    let lines = try Lines(path)
    let writer = BackgroundWriter(isInline: isInline)
    for number: UInt8 in 0..<90 {
      let job: @Sendable () throws -> Void = { try lines.append(number) }
      if number % 3 == 0 { try writer.write(size: 1, job) } else { try writer.writeInOrder(size: 1, job) }
    }
    try writer.finish()
    #expect(try ByteSource(path: path).readAll() == Array(0..<90))
  }

  private final class Lines: Sendable {
    let log: Mutex<AppendLog>

    init(_ path: String) throws { log = Mutex(try AppendLog(path)) }
    func append(_ byte: UInt8) throws { try log.withLock { try $0.append([byte]) } }
  }

  @Test func theFirstErrorStopsEverything() throws {
    let count = Count()
    let writer = BackgroundWriter()
    try writer.write(size: 1) { [error] in throw error }
    #expect(throws: error) { try writer.finish() }
    // What comes later is neither written nor forgotten: each call says why.
    #expect(throws: error) { try writer.write(size: 1) { count.add() } }
    #expect(throws: error) { try writer.writeInOrder(size: 1) { count.add() } }
    #expect(throws: error) { try writer.check() }
    #expect(throws: error) { try writer.finish() }
    #expect(count.value.load(ordering: .relaxed) == 0)
  }

  private final class Count: Sendable {
    let value = Atomic(0)
    func add() { value.add(1, ordering: .relaxed) }
  }

  @Test func withoutAThreadErrorsComeAtOnce() throws {
    let writer = BackgroundWriter(isInline: true)
    #expect(throws: error) { try writer.write(size: 1) { [error] in throw error } }
    #expect(throws: error) { try writer.check() }
  }
}
