import ArgumentParser
import Foundation
import QganDriver

/// `qganc draw`: pictures of circuits and models.
struct DrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw", abstract: "Draw circuits and models.",
    discussion: """
      Without --circuit and --model, every circuit of the program is drawn, equal ones once.

      Examples:
        qganc draw model.qgan --circuit 'vqc(5, 3)'
        qganc draw model.qgan --circuit 'vqc(5, 3)' --fused
        qganc draw model.qgan --circuit 'vqc(5, 3)' --format svg -o vqc.svg
        qganc draw model.qgan --circuit 'vqc(5, 3)' --format latex -o vqc.tex
        qganc draw model.qgan --model Generator --format dot | dot -Tpdf -o generator.pdf
      """)

  @OptionGroup var program: ProgramOptions
  @OptionGroup var input: InputShapeOptions

  @Option(
    help: ArgumentHelp(
      "The circuit, with its consts, or a model whose circuits are drawn.", valueName: "call"))
  var circuit: String?

  @Option(help: ArgumentHelp("The model, with its consts, whose layers are drawn.", valueName: "call"))
  var model: String?

  @Option(help: "What is written.")
  var format: Drawing.Format = .text

  @Flag(help: "Draw the normal form that the engine runs, in its blocks.")
  var fused = false

  @Option(
    help: ArgumentHelp(
      "Widest line: characters of text (the terminal's width if left out), pixels of SVG (1080).",
      valueName: "n"))
  var width: Int?

  @Option(
    help: ArgumentHelp(
      "Most columns a line of LaTeX (at most 16 if left out, fewer on many qubits).", valueName: "n"))
  var fold: Int?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where the picture goes; standard output if left out.", valueName: "file"),
    completion: .file())
  var output: String?

  func validate() throws {
    if circuit != nil, model != nil { throw ValidationError("--circuit and --model name different pictures") }
    if model != nil, fused { throw ValidationError("--fused goes with circuits") }
    if let width, width < 1 { throw ValidationError("a line is at least 1 wide") }
    if let fold, fold < 1 { throw ValidationError("a line has at least 1 column") }
    guard format != .dot || model != nil else { throw ValidationError("dot is for --model") }
    guard format != .latex || model == nil else { throw ValidationError("latex is for circuits") }
    guard input.texts.isEmpty || circuit != nil || model != nil else {
      throw ValidationError("--input-shape goes with --circuit or --model")
    }
    guard fold == nil || format == .latex else { throw ValidationError("--fold goes with --format latex") }
  }

  func run() throws {
    let compilation = try program.compilation()
    compilation.inputShapes = input.shapes
    compilation.check(needsData: circuit == nil && model == nil)
    let drawing = Drawing(compilation)
    var picture: String?
    if !compilation.hasErrors {
      let width = width ?? (format == .text && output == nil ? Console.width : nil)
      picture =
        try model.map { try drawing.model($0, as: format) }
        ?? drawing.circuit(circuit, as: format, .init(isFused: fused, width: width, fold: fold))
    }
    guard let picture, !compilation.hasErrors else {
      try Console.report(compilation, format: .text)
      throw ExitWith(code: compilation.exitCode)
    }
    if let output {
      try OutputFile.write(Array(picture.utf8), to: output)
      Console.note("wrote \(output)")
    } else {
      try Console.data(picture.hasSuffix("\n") ? String(picture.dropLast()) : picture)
    }
    try Console.report(compilation, format: .text, afterResults: true)
  }
}

extension Drawing.Format: ExpressibleByArgument {}
