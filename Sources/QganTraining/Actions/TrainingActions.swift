import OrderedCollections
import QganIR

/// What the `every` blocks of a train block can do.
public enum TrainingActions {
  /// Every action, by name, in the order of the reference page.
  public static let all: OrderedDictionary<String, ActionDefinition> = {
    var table: OrderedDictionary<String, ActionDefinition> = [:]
    for action in [checkpoint, grid] + Metrics.all.values.map(\.signature) { table[action.name] = action }
    return table
  }()

  private static let checkpoint = ActionDefinition(
    "checkpoint", "Writes weights, optimizer state and counters, from which a run can be resumed.")

  private static let grid = ActionDefinition(
    "grid", "Draws samples from latents that stay the same over the run into one picture.",
    parameters: [
      ParameterSpec("rows", .integer, "Rows of the picture."),
      ParameterSpec("columns", .integer, "Columns of the picture."),
    ])
}
