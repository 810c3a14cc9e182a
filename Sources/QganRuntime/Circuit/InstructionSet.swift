import CQganKernels

/// A family of vector instructions that the quantum kernels are compiled for, from narrow to wide.
public enum InstructionSet: Int32, Hashable, Sendable, CaseIterable, Comparable, CustomStringConvertible {
  case portable = 0
  case avx2 = 1
  case avx512 = 2

  /// Whether this processor has it.
  public var isSupported: Bool { quantum_isa_is_supported(rawValue) != 0 }

  /// Those that this processor has, from narrow to wide; never empty.
  public static var supported: [InstructionSet] { allCases.filter(\.isSupported) }

  /// The widest that this processor has.
  public static var best: InstructionSet { supported.last ?? .portable }

  public static func < (a: InstructionSet, b: InstructionSet) -> Bool { a.rawValue < b.rawValue }

  public var description: String {
    switch self {
    case .portable: "portable"
    case .avx2: "AVX2"
    case .avx512: "AVX-512"
    }
  }
}

extension InstructionSet {
  /// Numbers of one of its registers, as the kernels use them.
  public func lanes(isDouble: Bool) -> Int {
    Int(layered_kernels_for(rawValue, isDouble ? 1 : 0).pointee.lanes)
  }

  /// As tables of costs write it.
  public var name: String {
    switch self {
    case .portable: "portable"
    case .avx2: "avx2"
    case .avx512: "avx512"
    }
  }
}
