import OrderedCollections
import QganIR

/// What the `every` blocks of a train block can do.
public enum TrainingActions {
  /// Every action, by name, in the order of the reference page.
  public static let all: OrderedDictionary<String, ActionDefinition> = {
    var table: OrderedDictionary<String, ActionDefinition> = [:]
    for action in [checkpoint, grid] + metrics { table[action.name] = action }
    return table
  }()

  private static let checkpoint = ActionDefinition(
    "checkpoint", "Writes weights, optimizer state and counters, from which a run can be resumed.",
    parameters: [])

  private static let grid = ActionDefinition(
    "grid", "Draws samples from latents that stay the same over the run into one picture.",
    parameters: [
      ParameterSpec("rows", .integer, "Rows of the picture."),
      ParameterSpec("columns", .integer, "Columns of the picture."),
    ])

  private static let samples = ParameterSpec(
    "samples", .integer, isOptional: true, "Number of samples that are compared.")

  private static let later = Availability.planned(
    "metrics come with a later version; grids and losses are there")

  private static let metrics = [
    ActionDefinition(
      "fid", "Frechet distance between features of generated and real samples.", parameters: [samples],
      needsFeatures: true, availability: later),
    ActionDefinition(
      "kid", "Kernel distance between features of generated and real samples.", parameters: [samples],
      needsFeatures: true, availability: later),
    ActionDefinition(
      "inception_score", "Exponential of the mean divergence of class distributions.", parameters: [samples],
      needsFeatures: true, availability: later),
    ActionDefinition(
      "precision_recall", "Share of samples near the other side's manifold.", parameters: [samples],
      needsFeatures: true, availability: later),
    ActionDefinition(
      "accuracy", "Share of labels that a classifier finds; `data:` names another dataset.",
      parameters: []),
    ActionDefinition(
      "total_variation", "Half the summed difference between generated and real probabilities.",
      parameters: []),
    ActionDefinition(
      "marginals", "Distance between the distributions of each component.",
      parameters: [ParameterSpec("bins", .integer, default: .integer(50), "Bins of the histograms.")],
      availability: later),
  ]
}
