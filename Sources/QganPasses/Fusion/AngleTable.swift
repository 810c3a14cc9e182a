import QganIR

/// Arguments, each different, and where they are.
struct AngleTable {
  private(set) var angles: [Angle]
  private var indices: [Angle: Int]

  init(_ angles: [Angle] = []) {
    self.angles = angles
    indices = Dictionary(angles.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { $1 })
  }

  /// The index of an angle, which is added if it is new.
  mutating func argument(_ angle: Angle) -> Int {
    if let index = indices[angle] { return index }
    indices[angle] = angles.count
    angles.append(angle)
    return angles.count - 1
  }
}
