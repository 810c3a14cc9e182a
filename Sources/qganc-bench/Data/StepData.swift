/// What a training step is called with: numbers of single precision, whatever the precision of the run.
struct StepData {
  /// `[batch, ...]`, uniform within 1.
  var images: [Float]
  /// `[batch, ...]`, uniform within the step's width.
  private(set) var latents: [Float] = []

  /// The data of step `number`, with `latentCount` numbers a sample for the generator.
  init(_ step: TrainingStep, batch: Int, number: Int, latentCount: Int = 0) {
    images = HashNumbers.within(1, 1001 + 2 * number, batch * step.dataShape.reduce(1, *))
    latents = HashNumbers.within(step.latentWidth, 1000 + 2 * number, batch * latentCount)
  }
}
