import Testing

@testable import QganIR

@Suite struct GraphTextTests {
  @Test func textIsReadable() throws {
    let builder = GraphBuilder(name: "generator_step")
    let latent = builder.input("latent", TensorType([64, 5]))
    let weight = Variable(
      name: "generator.dense.weight", shape: [3, 5], kind: .weight,
      initializer: .uniform(low: -0.5, high: 0.5))
    let product = try builder.matmul(latent, builder.read(weight), transposeB: true)
    builder.graph.values[product.index].name = "generator.dense"
    builder.output("y", product)
    try builder.update(weight, to: builder.read(weight))
    let text = """
      graph @generator_step {
        variable "generator.dense.weight": f[3, 5] weight uniform(-0.5, 0.5)
        input %0 "latent": f[64, 5]
        %1 = variable {name = "generator.dense.weight", shape = [3, 5]} : f[3, 5] // generator.dense.weight
        %2 = matmul %0, %1 {transpose_a = false, transpose_b = true} : f[64, 3] // generator.dense
        output "y" %2
        update "generator.dense.weight" %1
      }

      """
    #expect(builder.graph.description == text)
    #expect(try Graph(text: text) == builder.graph)
  }

  @Test(arguments: PrimitiveExamples.all.map(\.name))
  func everyPrimitiveReadsBack(name: String) throws {
    let example = try #require(PrimitiveExamples.all.first { $0.name == name })
    let graph = try example.graph()
    #expect(try Graph(text: graph.description) == graph)
  }

  @Test func everythingReadsBack() throws {
    let strange = [
      "", "a b", "quote \" \\ \n\r\t\u{1}\u{7F}", "ü // {", "_", "inf", "é\u{301}\u{2028}", "a,b",
    ]
    let initializers: [Initializer] = [
      .constant(-0.0), .uniform(low: -.infinity, high: 1e-300), .normal(mean: 1e300, deviation: 0.1),
      .values([1, 2.5]), .file(path: "a \"b\".safetensors", tensor: "w"),
      .block(name: "pre", variable: "x.w"),
    ]
    let builder = GraphBuilder(name: "strange \"name\"")
    for (index, initializer) in initializers.enumerated() {
      let variable = Variable(
        name: "v\(strange[index])", shape: [2], kind: Variable.Kind.allCases[index % 3],
        initializer: initializer, isFrozen: index % 2 == 0)
      _ = try builder.read(variable)
    }
    for (index, name) in strange.enumerated() {
      let x = builder.input("x\(index)\(name)", TensorType(index % 2 == 0 ? [] : [2]))
      builder.graph.values[x.index].name = index == 3 ? nil : name
      _ = try builder.emit("exp", [x], name: name)
    }
    for name in ["example", "unbatched"] {
      let example = try #require(PrimitiveExamples.all.first { $0.circuits[name] != nil })
      builder.graph.circuits[name] = example.circuits[name]
    }
    let x = builder.input("x", TensorType([3, 2]))
    let w = builder.input("w", TensorType([3]))
    let y = try builder.emitOne("circuit", [x, w], ["circuit": .string("example")])
    let both = try builder.emit("circuit_gradient", [x, w, y], ["circuit": .string("example")])
    builder.graph.values[both[1].index].name = "second, only"
    builder.graph.values.append(Graph.Value(type: TensorType([4]), name: "unused"))
    builder.output("a b", both[0])
    let graph = builder.graph
    #expect(try Graph(text: graph.description) == graph)
    for name in strange {
      var renamed = graph
      renamed.name = name
      #expect(try Graph(text: renamed.description) == renamed)
    }
  }

  @Test(arguments: [
    ("", "line 1: the graph does not end with `}`"),
    ("graph @g {\n", "line 2: the graph does not end with `}`"),
    ("graph g {\n}", "line 1: expected `@` but found `g`"),
    ("graph @g {\n  output \"y\" %0\n}", "line 2: %0 is never defined"),
    ("graph @g {\n  %0 = exp %1\n}", "line 2: expected `:` but found the end of the line"),
    ("graph @g {\n  %0 = exp %1 : f[2\n}", "line 2: expected `]` but found the end of the line"),
    ("graph @g {\n  %0 = exp : f, f\n}", "line 2: 1 values have 2 types"),
    ("graph @g {\n  %1 = constant : f\n}", "line 3: there are 1 values but no %0"),
    ("graph @g {\n  %0 = c : f\n  %0 = c : f\n}", "line 3: %0 is defined twice"),
    (
      "graph @g {\n  %99999999999999999999 = c : f\n}",
      "line 2: expected the number of a value but found `1e+20`"
    ),
    ("graph @g {\n  %0 = c {a = 1, a = 2} : f\n}", "line 2: the attribute `a` is there twice"),
    ("graph @g {\n  %0 = c {a = \"x} : f\n}", "line 2: a string does not end"),
    ("graph @g {\n  %0 = c {a = \"\\q\"} : f\n}", "line 2: a string has an unknown escape"),
    (
      "graph @g {\n  variable \"w\": f[2] thing constant(0)\n}",
      "line 2: there is no kind `thing` of variables"
    ),
    ("graph @g {\n  variable \"w\": f[2] weight magic(0)\n}", "line 2: there is no initializer `magic`"),
    ("graph @g {\n  circuit c {\n    qubit q;\n    x r;\n  }\n}", "line 4: there is no qubit `r`"),
    ("graph @g {\n  circuit c {\n    qubit q;\n", "line 4: a circuit does not end with `}`"),
    ("graph @g {\n} x", "line 2: expected the end of the line but found `x`"),
    ("graph @g {\n}\nx", "line 3: text follows the graph"),
    ("graph @g {\n  $\n}", "line 2: the character `$` has no meaning here"),
  ])
  func malformedTextIsAnErrorWithItsLine(text: String, message: String) {
    #expect(throws: IRError(message)) { try Graph(text: text) }
  }

  /// No damage to a text crashes the parser, the verifier or the printer.
  @Test func damagedTextNeverCrashes() throws {
    let texts = try PrimitiveExamples.all.filter { $0.note.isEmpty }.map { try $0.graph().description }
    var random = SplitMix(state: 3)
    let scraps = ["%", "{", "}", "\"", "[", "9", "-", ".", ",", "\n", "f", "//", "1e999", "\\", "%1"]
    for text in texts {
      for _ in 0..<40 {
        var scalars = Array(text.unicodeScalars)
        for _ in 0...random.next() % 3 {
          let place = Int(random.next() % UInt64(scalars.count))
          let scrap = scraps[Int(random.next() % UInt64(scraps.count))].unicodeScalars
          scalars.replaceSubrange(
            place..<Swift.min(scalars.count, place + Int(random.next() % 4)), with: scrap)
        }
        guard let graph = try? Graph(text: String(String.UnicodeScalarView(scalars))) else { continue }
        _ = graph.verify()
        #expect((try? Graph(text: graph.description)) == graph)
      }
    }
  }
}
