import QganIR

/// The two layouts of images: [B, C, H, W], which layers speak of, and [B, H, W, C], which kernels like.
extension GraphBuilder {
  /// Axis i of an image with its channels last is axis `toLast[i]` of one with its channels first.
  static let toLast = [0, 2, 3, 1]
  /// Axis i of an image with its channels first is axis `toFirst[i]` of one with its channels last.
  static let toFirst = [0, 3, 1, 2]

  /// x [B, C, H, W] as [B, H, W, C].
  func channelsLast(_ x: ValueID) throws -> ValueID { try transpose(x, GraphBuilder.toLast) }

  /// x [B, H, W, C] as [B, C, H, W].
  func channelsFirst(_ x: ValueID) throws -> ValueID { try transpose(x, GraphBuilder.toFirst) }

  /// `shape` [B, C, H, W] as [B, H, W, C].
  static func channelsLast(_ shape: [Int]) -> [Int] { toLast.map { shape[$0] } }
}
