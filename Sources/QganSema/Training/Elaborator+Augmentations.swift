import QganIR
import QganSyntax

extension Elaborator {
  /// The augmentations of `augment` or `diff_augment`: one, or a list of them, which fit the data.
  func augmentations(_ entry: PropertyTable.Entry, _ data: DatasetSpec?) throws -> [Augmentation] {
    var expressions = [entry.value]
    if case .list(let elements) = entry.value.kind { expressions = elements }
    return try expressions.map { expression in
      let (definition, arguments) = try reference(
        expression, in: catalog.augmentations, kind: "augmentation",
        valueFrame(entry)
      ) { $0.parameters }
      let augmentation = Augmentation(definition, arguments)
      if let data { try probe(augmentation, data, at: expression.range) }
      return augmentation
    }
  }

  /// Writes `augmentation` once for images like the data, so that what does not fit is found here.
  private func probe(_ augmentation: Augmentation, _ data: DatasetSpec, at range: SourceRange) throws {
    let shape = data.description.shape
    let builder = ModelBuilder(graph: GraphBuilder(name: "augment"), batch: 2, mode: .training)
    let images = builder.tensor(builder.graph.input("x", TensorType([2] + shape)), isBatched: true)
    do {
      _ = try augmentation.build(builder, images)
    } catch let error as IRError {
      throw Diagnosed(.badProperty(error.message, at: range))
    }
  }
}
