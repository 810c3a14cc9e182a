import Glibc

/// Why data could not be read, or a run's files not written; each case has an exit code and one-sentence text.
public enum TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file that does not hold what its format promises.
  case badData(path: String, reason: String)
  /// Data that are not there, with what to do about it.
  case missingData(path: String, reason: String, suggestion: String)
  /// A request that sound data cannot meet, such as class 12 of 10.
  case unfit(String)
  /// A write that the disk, a quota or a size limit refused; `need` in bytes where it is known.
  case diskFull(path: String, need: Int?)
  /// An allocation that was not tried because memory would not do; sizes in bytes.
  case notEnoughMemory(purpose: String, need: Int, have: Int)
  /// A system call that failed otherwise, with its `errno`.
  case io(path: String, operation: String, code: Int32)
  /// A run folder in which another process trains.
  case inUse(path: String)

  /// The process's exit code: 1 findings, 2 usage, 3 bad data, 4 not enough memory or disk.
  public var exitCode: Int32 {
    switch self {
    case .unfit: 1
    case .inUse: 2
    case .badData, .missingData, .io: 3
    case .diskFull, .notEnoughMemory: 4
    }
  }

  /// One sentence without a full stop.
  public var description: String {
    switch self {
    case .badData(let path, let reason): "\(path): \(reason)"
    case .missingData(let path, let reason, let suggestion): "\(path): \(reason); \(suggestion)"
    case .unfit(let reason): reason
    case .diskFull(let path, let need):
      if let need {
        "\(path): the disk is full; \(ByteCount(need)) are needed"
      } else {
        "\(path): the disk is full"
      }
    case .notEnoughMemory(let purpose, let need, let have):
      "not enough memory for \(purpose): \(ByteCount(need)) are needed, \(ByteCount(have)) are free"
    case .io(let path, let operation, let code):
      "\(path): cannot \(operation): \(TrainingError.text(ofErrorCode: code))"
    case .inUse(let path): "\(path): another process trains in this run folder"
    }
  }

  /// The error for `errno` after `operation` on `path`: a full disk, quota or size limit is `diskFull`.
  static func system(_ operation: String, _ path: String, code: Int32, need: Int? = nil) -> TrainingError {
    switch code {
    case ENOSPC, EDQUOT, EFBIG: .diskFull(path: path, need: need)
    case ENOMEM: .notEnoughMemory(purpose: path, need: need ?? 0, have: 0)
    default: .io(path: path, operation: operation, code: code)
    }
  }

  private static func text(ofErrorCode code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
