import QganSyntax

/// A .qgan file with all that it includes, parsed and with its names in scopes.
public final class Program {
  /// Every file, the main one first.
  public internal(set) var sources: SourceMap
  /// The scopes, parallel to `sources.files`.
  public internal(set) var scopes: [FileScope] = []
  /// What loading found wrong.
  public internal(set) var diagnostics: [Diagnostic] = []

  /// Where included files come from.
  let provider: any SourceProvider

  init(sources: SourceMap, provider: any SourceProvider) {
    self.sources = sources
    self.provider = provider
  }

  /// The scope of the file that is compiled.
  public var main: FileScope { scopes[0] }

  /// Whether anything found so far is an error.
  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// Names of the train blocks of the main file, in order.
  public var trainNames: [String] {
    main.syntax.declarations.compactMap { if case .train(let d) = $0.kind { d.name.text } else { nil } }
  }

  /// Names of the variants of the main file, in order.
  public var variantNames: [String] {
    main.syntax.declarations.compactMap { if case .variant(let d) = $0.kind { d.name.text } else { nil } }
  }
}
