import QganIR

/// The phases of a diagonal as a sum over parities: the phase of an index is the sum of
/// `coefficient * (-1)^(parity of index & mask)`, each coefficient being a combination of arguments.
struct LargeSpectrum {
  /// A part of a coefficient.
  struct Share {
    var argument: Int
    var factor: Double
  }

  /// Each different; mask 0, a global phase, is among them only if a phase has it.
  private(set) var masks: [UInt64] = []
  /// For each mask.
  private(set) var shares: [[Share]] = []

  /// More masks than any circuit that is worth sweeping for has.
  static let maximumMaskCount = 1 << 12

  /// Throws an `IRError` if there are too many masks: a phase on k checks has 2^k.
  init(_ phases: [FusedPhase], name: String) throws {
    var places: [UInt64: Int] = [:]
    for phase in phases {
      guard phase.checks.count < 12 else { throw Self.tooMany(name) }
      var terms: [(mask: UInt64, factor: Double)] = [(0, 1)]
      for check in phase.checks {
        // The condition as a number is half of 1 - sign for an odd parity, of 1 + sign for an even one.
        terms = terms.flatMap { term in
          [
            (term.mask, 0.5 * term.factor),
            (term.mask ^ check.mask, (check.value ? -0.5 : 0.5) * term.factor),
          ]
        }
      }
      for term in terms {
        let share = Share(argument: phase.argument, factor: term.factor)
        if let place = places[term.mask] {
          shares[place].append(share)
        } else {
          places[term.mask] = masks.count
          masks.append(term.mask)
          shares.append([share])
        }
      }
      guard masks.count <= Self.maximumMaskCount else { throw Self.tooMany(name) }
    }
  }

  private static func tooMany(_ name: String) -> IRError {
    IRError("`\(name)` has phases on too many parities to sweep over a large state")
  }
}

/// Masks whose common factor of a diagonal depends on few parities of the block's number.
struct LargeMaskGroup {
  /// Places in the spectrum's masks.
  var masks: [Int] = []
  /// For each of them, whose parities of `basis` make its sign.
  var combinations: [UInt32] = []
  /// Independent masks of a block's number.
  private(set) var basis: [UInt64] = []
  private var reduced: [(vector: UInt64, combination: UInt32)] = []

  /// A table for each pattern of parities; more patterns make tables that do not stay in the cache.
  static let maximumRank = 6

  /// Adds a mask if the number of parities stays small enough; `high` is its part in the block's number.
  mutating func add(_ mask: Int, high: UInt64) -> Bool {
    var (rest, combination): (UInt64, UInt32) = (high, 0)
    for entry in reduced where rest ^ entry.vector < rest {
      rest ^= entry.vector
      combination ^= entry.combination
    }
    if rest != 0 {
      guard basis.count < Self.maximumRank else { return false }
      let own: UInt32 = 1 << UInt32(basis.count)
      // Highest bits first, each in one vector only as highest: then one walk reduces.
      reduced.append((rest, combination ^ own))
      reduced.sort { $0.vector > $1.vector }
      basis.append(high)
      combination = own
    }
    masks.append(mask)
    combinations.append(combination)
    return true
  }

  /// Which pattern a block has.
  func variant(ofBlock block: Int) -> UInt32 {
    basis.indices.reduce(0) { variant, k in
      (basis[k] & UInt64(block)).nonzeroBitCount % 2 == 1 ? variant | 1 << UInt32(k) : variant
    }
  }
}
