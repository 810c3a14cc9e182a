import QganIR
import Testing

@testable import QganTraining

/// SplitMix64, so that each run of a test does the same.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Reads damaged copies of a sound file: each gives a clear error or a result, and never anything else.
enum Damage {
  /// Every proper beginning of `bytes` must be refused as bad data.
  static func truncations(
    of bytes: [UInt8], step: Int = 1, location: SourceLocation = #_sourceLocation,
    read: (ByteSource) throws -> Void
  ) {
    for count in stride(from: 0, to: bytes.count, by: step) {
      expectBadData("cut to \(count) of \(bytes.count) bytes", location) {
        try read(ByteSource(Array(bytes[..<count]), name: "damaged"))
      }
    }
  }

  /// `count` copies with random changes, insertions and deletions.
  static func random(
    of bytes: [UInt8], count: Int = 400, seed: UInt64 = 1, location: SourceLocation = #_sourceLocation,
    read: (ByteSource) throws -> Void
  ) {
    var random = SplitMix(state: seed)
    for round in 0..<count {
      var copy = bytes
      for _ in 0...Int.random(in: 0..<4, using: &random) where !copy.isEmpty {
        // Half of the damage goes to the beginning, where headers are.
        let reach = Bool.random(using: &random) ? copy.count : min(copy.count, 80)
        let place = Int.random(in: 0..<reach, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: copy.remove(at: place)
        case 1: copy.insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 2: copy[place] = 0xFF
        case 3: copy[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        default: copy[place] = UInt8.random(in: 0...255, using: &random)
        }
      }
      do {
        try read(ByteSource(copy, name: "damaged"))
      } catch let error as TrainingError {
        check(error, "round \(round)", location)
      } catch {
        Issue.record("round \(round): \(error) is no TrainingError", sourceLocation: location)
      }
    }
  }

  static func expectBadData(
    _ what: String, _ location: SourceLocation = #_sourceLocation, _ read: () throws -> Void
  ) {
    do {
      try read()
      Issue.record("\(what): was accepted", sourceLocation: location)
    } catch let error as TrainingError {
      check(error, what, location)
    } catch {
      Issue.record("\(what): \(error) is no TrainingError", sourceLocation: location)
    }
  }

  private static func check(_ error: TrainingError, _ what: String, _ location: SourceLocation) {
    switch error {
    case .badData(let path, let reason):
      #expect(path.contains("damaged"), "\(what)", sourceLocation: location)
      #expect(reason.count > 10, "\(what)", sourceLocation: location)
    case .notEnoughMemory: break
    default: Issue.record("\(what): \(error)", sourceLocation: location)
    }
  }
}
