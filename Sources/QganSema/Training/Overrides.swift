import QganSyntax

/// Settings laid over a program: by variants, by a sweep's point and by `--set`.
public struct Overrides {
  /// One setting; `name` is a config name (dotted for an included file's) or a train property.
  public struct Setting {
    public var name: String
    public var nameRange: SourceRange
    public var value: Expression
    /// The file whose names the value sees.
    public var scope: FileScope

    public init(name: String, nameRange: SourceRange, value: Expression, scope: FileScope) {
      self.name = name
      self.nameRange = nameRange
      self.value = value
      self.scope = scope
    }
  }

  /// Weakest first.
  public var settings: [Setting]

  public init(_ settings: [Setting] = []) { self.settings = settings }

  /// The strongest setting of `name`.
  func setting(_ name: String) -> Setting? { settings.last { $0.name == name } }

  /// The setting of the config `name` of the file `scope`, under whichever dotted name the main file has for it.
  func config(_ name: String, in scope: FileScope, of program: Program) -> Setting? {
    settings.last { setting in
      let parts = setting.name.split(separator: ".").map(String.init)
      guard parts.last == name else { return false }
      if parts.count == 1 { return program.main.values[name]?.scope === scope }
      var space: FileScope? = program.main
      for part in parts.dropLast() { space = space?.namespaces[part] }
      return space?.values[name]?.scope === scope
    }
  }
}
