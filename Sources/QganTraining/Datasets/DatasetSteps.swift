import QganIR

/// What a dataset does to the samples of its source, up to `range`.
struct DatasetSteps {
  var selection: SampleSelection
  var resize: [Int]?
  var channels: Int?

  /// `source` with every step applied; throws `unfit` where one does not fit it.
  func apply(to source: any DatasetSource) throws -> any DatasetSource {
    var base = source
    // What is done to each sample alone may as well come before the selection, and only a source can bring samples of
    // different sizes to one.
    if let resize {
      base = try base.resized(to: resize)
    } else if let reason = base.description.needsResize {
      throw TrainingError.unfit(reason)
    }
    if !selection.keepsAll { base = try SelectedSamples(base, selection) }
    if let channels { base = try ChannelSamples(base, channels: channels) }
    return base
  }
}
