import COneDNN
import COpenBLAS
import CQganKernels

/// What the runtime found on this machine, for `qganc doctor` and run folders.
public struct RuntimeInformation: Hashable, Sendable {
  /// The processor's name, if known.
  public var cpuModel: String?
  /// The instruction set that the tensor kernels use.
  public var instructionSet: String
  /// Processors that this process may use.
  public var coreCount: Int
  /// The kernels that OpenBLAS chose, such as `Zen`.
  public var openBLASCore: String
  /// Version and build options of OpenBLAS.
  public var openBLASConfiguration: String
  /// Such as `2.6.3`.
  public var oneDNNVersion: String
  /// The instruction set that oneDNN uses.
  public var oneDNNInstructionSet: String
  /// Bytes of memory, if known.
  public var physicalMemory: Int?
  /// Bytes that can be allocated now.
  public var availableMemory: Int

  /// Looks at this machine.
  public static var current: RuntimeInformation {
    RuntimeInformation(
      cpuModel: cpuModel, instructionSet: instructionSetName(qgan_tensor_isa()), coreCount: coreCount,
      openBLASCore: text(openblas_get_corename()), openBLASConfiguration: text(openblas_get_config()),
      oneDNNVersion: text(qgan_dnn_version()), oneDNNInstructionSet: text(qgan_dnn_isa()),
      physicalMemory: Memory.physical, availableMemory: Memory.available)
  }

  /// The name of instruction set number `isa` of the C kernels.
  private static func instructionSetName(_ isa: Int32) -> String {
    switch isa {
    case 2: "AVX-512 (F, VL, BW, DQ)"
    case 1: "AVX2 with FMA"
    default: "portable"
    }
  }

  private static var cpuModel: String? {
    Memory.lines(of: "/proc/cpuinfo").first { $0.hasPrefix("model name") }
      .flatMap { $0.split(separator: ":", maxSplits: 1).dropFirst().first }
      .map { String($0.drop { $0 == " " }) }
  }

  /// Processors that this process may use, at least 1.
  public static var coreCount: Int {
    Swift.max(1, Int(qgan_processor_count()))
  }

  private static func text(_ string: UnsafePointer<CChar>?) -> String {
    string.map { String(cString: $0) } ?? ""
  }
}
