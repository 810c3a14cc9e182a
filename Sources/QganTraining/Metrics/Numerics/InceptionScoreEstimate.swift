import Glibc

/// The exponential of the mean divergence between the classes of a sample and those of all (Salimans et al. 2016,
/// arXiv:1606.03498).
public struct InceptionScoreEstimate: Hashable, Sendable {
  /// The mean over the parts.
  public var mean: Double
  /// The population deviation over the parts; `nil` for one part.
  public var deviation: Double?
  /// Parts of the samples, in order.
  public var splits: Int

  /// The score of logits, one row a sample, in `splits` consecutive parts, each of at least one row.
  public init(logits: FeatureMatrix, splits: Int = 10) {
    precondition(splits > 0 && logits.rows >= splits, "fewer rows than parts")
    let scores = (0..<splits).map { part in
      Self.score(logits, part * logits.rows / splits..<(part + 1) * logits.rows / splits)
    }
    let mean = scores.reduce(0, +) / Double(splits)
    self.mean = mean
    self.splits = splits
    guard splits > 1 else { return }
    deviation = (scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(splits)).squareRoot()
  }

  private static func score(_ logits: FeatureMatrix, _ rows: Range<Int>) -> Double {
    let classes = logits.columns
    var marginal = [Double](repeating: 0, count: classes)
    // The sum of p log p, sample by sample.
    var sums: [Double] = []
    for row in rows {
      let values = logits.doubles(row..<row + 1)
      let largest = values.max() ?? 0
      let logSum = log(values.reduce(0) { $0 + exp($1 - largest) }) + largest
      var sum = 0.0
      for (index, value) in values.enumerated() {
        let p = exp(value - logSum)
        marginal[index] += p
        sum += p > 0 ? p * (value - logSum) : 0
      }
      sums.append(sum)
    }
    let count = Double(rows.count)
    let negativeEntropy = sums.reduce(0, +) / count
    // The mean over samples of the sum of p log q is the sum of q log q.
    let cross = marginal.reduce(0) { $0 + ($1 > 0 ? $1 / count * log($1 / count) : 0) }
    return exp(negativeEntropy - cross)
  }
}
