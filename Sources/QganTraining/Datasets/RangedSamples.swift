import QganIR

/// Samples whose black and white are mapped linearly to other values.
struct RangedSamples: DatasetSource {
  let description: DatasetDescription
  private let base: any DatasetSource

  init(_ base: any DatasetSource, range: [Double]) throws(TrainingError) {
    guard range.count == 2, range.allSatisfy(\.isFinite), range[0] != range[1] else {
      throw .unfit("`range` takes what black and what white become, two different numbers")
    }
    guard base.description.black != base.description.white else {
      throw .unfit("`range` needs a source whose black and white differ")
    }
    self.base = base
    var description = base.description
    description.black = range[0]
    description.white = range[1]
    self.description = description
  }

  func labels() throws -> [Int]? { try base.labels() }

  func samples(in range: Range<Int>) throws -> [Float] {
    let old = base.description
    let new = description
    let values = try base.samples(in: range)
    if old.black == new.black, old.white == new.white { return values }
    return values.map { value in
      Float((Double(value) - old.black) / (old.white - old.black) * (new.white - new.black) + new.black)
    }
  }
}
