import OrderedCollections
import QganIR

/// What `every` blocks can do; a new action is a line here and a case in `Trainer+Actions.swift`.
public enum TrainingActions {
  /// All actions by name.
  public static let definitions: OrderedDictionary<String, ActionDefinition> = {
    let definitions: [ActionDefinition] = [
      ActionDefinition(
        "checkpoint", "Writes everything that the run needs to go on from here.", parameters: []),
      ActionDefinition(
        "grid", "Draws samples from latents that stay the same as a picture.",
        parameters: [
          ParameterSpec("rows", .integer, "Samples down."),
          ParameterSpec("columns", .integer, "Samples across."),
        ]),
      ActionDefinition(
        "accuracy", "The part of samples whose largest output is at their label; `data:` names the dataset.",
        parameters: []),
      ActionDefinition(
        "total_variation",
        "Half the sum of absolute differences between the generator's probabilities and the data's frequencies.",
        parameters: []),
      planned("fid", "Distance between Gaussians fitted to features of real and generated samples."),
      planned("kid", "Maximum mean discrepancy between features of real and generated samples."),
      planned("inception_score", "How sure and how varied a classifier is about generated samples."),
    ]
    return OrderedDictionary(uniqueKeysWithValues: definitions.map { ($0.name, $0) })
  }()

  private static func planned(_ name: String, _ summary: String) -> ActionDefinition {
    ActionDefinition(
      name, summary,
      parameters: [ParameterSpec("samples", .integer, default: .integer(5000), "How many are compared.")],
      needsFeatures: true, availability: .planned("look at `grid` and the losses meanwhile"))
  }
}
