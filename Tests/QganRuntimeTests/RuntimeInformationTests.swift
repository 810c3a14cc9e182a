import Testing

@testable import QganRuntime

@Suite struct RuntimeInformationTests {
  @Test func describesTheMachine() {
    let found = RuntimeInformation.current
    #expect(found.coreCount >= 1)
    #expect(!found.openBLASCore.isEmpty && found.openBLASConfiguration.contains("OpenBLAS"))
    #expect(found.oneDNNVersion.split(separator: ".").count == 3)
    #expect(!found.oneDNNInstructionSet.isEmpty && !found.instructionSet.isEmpty)
    #expect(found.availableMemory > 0)
    if let physical = found.physicalMemory { #expect(found.availableMemory <= physical) }
  }

  @Test func sizesReadWell() {
    #expect(17.bytes == "17 bytes")
    #expect((3 << 20).bytes == "3.0 MiB")
    #expect(((1 << 42) + (1 << 41)).bytes == "6144.0 GiB")
  }
}
