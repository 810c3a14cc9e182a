import QganIR

/// Who makes and who reads each value of a graph.
struct ValueUses {
  /// The position of the operation that makes a value; -1 for inputs.
  private(set) var definitions: [Int]
  /// Positions of the operations that read a value, ascending.
  private(set) var readers: [[Int]]
  /// Whether a value is an output or goes into a variable.
  private(set) var isKept: [Bool]

  init(_ graph: Graph) {
    definitions = [Int](repeating: -1, count: graph.values.count)
    readers = [[Int]](repeating: [], count: graph.values.count)
    isKept = [Bool](repeating: false, count: graph.values.count)
    for (position, operation) in graph.operations.enumerated() {
      for result in operation.results { definitions[result.index] = position }
      for operand in operation.operands where readers[operand.index].last != position {
        readers[operand.index].append(position)
      }
    }
    for value in graph.outputs.map(\.value) + graph.updates.map(\.value) { isKept[value.index] = true }
  }
}
