/// A curve of any length in bounded memory: means over pieces of equal numbers of points, with what is exact of the whole.
public struct MetricSeries: Sendable, Hashable {
  /// Neighbouring points as one.
  public struct Piece: Sendable, Hashable {
    /// Mean step of the points.
    public var step: Double
    /// Mean value.
    public var mean: Double
    public var low: Double
    public var high: Double
    public var count: Int
  }

  /// A value and where it was.
  public struct Point: Sendable, Hashable {
    public var step: Int
    public var value: Double
  }

  /// Most pieces that are kept; there are at least half as many once there have been so many points.
  public static let pieceLimit = 1000
  /// How many of the last values `recent` covers.
  public static let recentCount = 50

  /// In order of steps, finite values only.
  public private(set) var pieces: [Piece] = []
  public private(set) var first: Point?
  public private(set) var last: Point?
  public private(set) var lowest: Point?
  public private(set) var highest: Point?
  /// Number of finite points.
  public private(set) var count = 0
  /// Number of values that were NaN or infinite.
  public private(set) var nonFinite = 0
  private var perPiece = 1
  private var ring: [Double] = []

  public init() {}

  /// Adds the next point.
  public mutating func append(step: Int, _ value: Double) {
    guard value.isFinite else {
      nonFinite += 1
      return
    }
    let point = Point(step: step, value: value)
    if first == nil { first = point }
    last = point
    if value < lowest?.value ?? .infinity { lowest = point }
    if value > highest?.value ?? -.infinity { highest = point }
    if ring.count < Self.recentCount { ring.append(value) } else { ring[count % Self.recentCount] = value }
    count += 1
    let piece = Piece(step: Double(step), mean: value, low: value, high: value, count: 1)
    if let end = pieces.last, end.count < perPiece {
      pieces[pieces.count - 1] = Self.joined(end, piece)
    } else {
      if pieces.count == Self.pieceLimit { halve() }
      if let end = pieces.last, end.count < perPiece {
        pieces[pieces.count - 1] = Self.joined(end, piece)
      } else {
        pieces.append(piece)
      }
    }
  }

  /// The mean of the last `recentCount` values, or of all if there are fewer.
  public var recent: Double? { ring.isEmpty ? nil : ring.reduce(0, +) / Double(ring.count) }

  private mutating func halve() {
    perPiece *= 2
    pieces = stride(from: 0, to: pieces.count, by: 2).map { index in
      index + 1 < pieces.count ? Self.joined(pieces[index], pieces[index + 1]) : pieces[index]
    }
  }

  private static func joined(_ a: Piece, _ b: Piece) -> Piece {
    let (m, n) = (Double(a.count), Double(b.count))
    return Piece(
      step: (a.step * m + b.step * n) / (m + n), mean: (a.mean * m + b.mean * n) / (m + n),
      low: min(a.low, b.low), high: max(a.high, b.high), count: a.count + b.count)
  }
}
