import QganIR

/// Images with one channel in place of three, or three in place of one.
///
/// Gray is 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601, as Pillow's mode L); colour repeats gray.
struct ChannelSamples: DatasetSource {
  let description: DatasetDescription
  private let base: any DatasetSource

  init(_ base: any DatasetSource, channels: Int) throws(TrainingError) {
    var description = base.description
    guard description.shape.count == 3, [1, 3].contains(description.shape[0]), [1, 3].contains(channels)
    else {
      throw .unfit(
        "`channels: \(channels)` turns images of 1 or 3 channels into each other, and the samples have the shape "
          + "\(description.shape)")
    }
    self.base = base
    description.shape[0] = channels
    self.description = description
  }

  func labels() throws -> [Int]? { try base.labels() }

  func samples(in range: Range<Int>) throws -> [Float] {
    let values = try base.samples(in: range)
    let (old, new) = (base.description.shape[0], description.shape[0])
    if old == new { return values }
    let plane = description.shape[1] * description.shape[2]
    var result: [Float] = []
    result.reserveCapacity(values.count / old * new)
    for start in stride(from: 0, to: values.count, by: old * plane) {
      if old == 1 {
        for _ in 0..<3 { result += values[start..<start + plane] }
      } else {
        for pixel in start..<start + plane {
          let red = 0.299 * Double(values[pixel])
          result.append(
            Float(red + 0.587 * Double(values[pixel + plane]) + 0.114 * Double(values[pixel + 2 * plane])))
        }
      }
    }
    return result
  }
}
