import Testing

@testable import QganIR

@Suite struct GraphVerifyTests {
  private func soundGraph() throws -> Graph {
    let builder = GraphBuilder(name: "g")
    let x = builder.input("x", TensorType([2]))
    let w = Variable(name: "w", shape: [2], kind: .weight, initializer: .constant(1))
    let y = try builder.multiply(x, builder.read(w))
    builder.output("y", try builder.unary("exp", y))
    try builder.update(w, to: y)
    return builder.graph
  }

  @Test func soundGraphsHaveNoErrors() throws { #expect(try soundGraph().verify() == []) }

  @Test(arguments: [
    ("operations swapped", "operation 1, `mul`, uses %3 before it is defined"),
    ("result type", "%2 is f[3] but operation 1, `mul`, gives f[2]"),
    ("unknown primitive", "there is no primitive `magic`"),
    ("operand out of range", "operation 2, `exp`, uses %77 before it is defined"),
    ("result out of range", "operation 2, `exp`, defines %77, which is no value"),
    ("defined twice", "operation 2, `exp`, defines %2 a second time"),
    ("output undefined", "output `y` uses %9 before it is defined"),
    ("two outputs of a name", "output `y` is there twice"),
    ("two updates", "variable `w` is updated twice"),
    ("update of nothing", "there is no variable `v` to update"),
    ("update of another shape", "variable `w` of shape [3] cannot become f[2]"),
    ("read of nothing", "there is no variable `w`"),
    ("variable's shape", "variable `w` has an impossible shape [-1]"),
    ("variable's values", "variable `w` of 2 elements starts from 1 values"),
    ("variable's name", "variable `w` is filed under `u`"),
    ("input's shape", "input `x` has an impossible shape [0]"),
    ("two inputs", "input `x` is there twice"),
    ("operand count", "operation 2, `exp`, is refused: `exp` needs 1 operand but got 2"),
    ("result count", "operation 2, `exp`, has 2 results, not 1"),
  ])
  func damageIsFound(damage: String, message: String) throws {
    var graph = try soundGraph()
    switch damage {
    case "operations swapped": graph.operations[1].operands[0] = ValueID(3)
    case "result type": graph.values[2].type = TensorType([3])
    case "unknown primitive": graph.operations[2].primitive = "magic"
    case "operand out of range": graph.operations[2].operands = [ValueID(77)]
    case "result out of range": graph.operations[2].results = [ValueID(77)]
    case "defined twice": graph.operations[2].results = [ValueID(2)]
    case "output undefined": graph.outputs[0].value = ValueID(9)
    case "two outputs of a name": graph.outputs.append(graph.outputs[0])
    case "two updates": graph.updates.append(graph.updates[0])
    case "update of nothing": graph.updates[0].variable = "v"
    case "update of another shape": graph.variables["w"]?.shape = [3]
    case "read of nothing": graph.variables = [:]
    case "variable's shape": graph.variables["w"]?.shape = [-1]
    case "variable's values": graph.variables["w"]?.initializer = .values([1])
    case "variable's name": graph.variables["u"] = graph.variables["w"]
    case "input's shape": graph.values[0].type = TensorType([0])
    case "two inputs": graph.inputs.append(graph.inputs[0])
    case "operand count": graph.operations[2].operands.append(ValueID(0))
    case "result count":
      graph.values.append(Graph.Value(type: TensorType([2])))
      graph.operations[2].results.append(ValueID(4))
    default: Issue.record("\(damage) is not known")
    }
    #expect(!graph.description.isEmpty, "broken graphs print")
    let messages = graph.verify().map(\.message)
    #expect(messages.contains("graph @g: \(message)"), "\(messages)")
  }
}
