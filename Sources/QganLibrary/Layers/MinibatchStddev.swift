import QganIR

extension Layers {
  static let minibatchStddev = LayerDefinition(
    "minibatch_stddev", "Appends a channel that tells how much the samples of a batch differ.",
    elsewhere: ["minibatch_discrimination"],
    details: """
      From `[C, ...]` to `[C + 1, ...]`: the standard deviation over the batch, sqrt(var + 1e-8) with the biased \
      variance, averaged over all elements, fills the new last channel of each sample. The whole batch is one group. \
      Karras et al. 2018, arXiv:1710.10196.
      """,
    examples: [LayerExample("minibatch_stddev", inputShapes: [[2, 2, 2]])]
  ) { builder, _, inputs in
    let x = try builder.vector(inputs[0])
    let graph = builder.graph
    return try builder.onRows(x) { rows in
      let variance = try graph.moments(rows, axes: [0]).variance
      let deviation = try graph.mean(graph.unary("sqrt", graph.offset(variance, by: 1e-8)))
      var shape = graph.type(of: rows).shape
      shape[1] = 1
      return try graph.concat([rows, graph.broadcast(deviation, to: shape)], axis: 1)
    }
  }
}
