import QganIR
import QganSyntax

extension Elaborator {
  static let datasetKeys = DatasetKeys.all.map(\.name)

  /// A dataset with its properties resolved.
  func dataset(_ declaration: DatasetDeclaration, in scope: FileScope) throws -> DatasetSpec {
    let name = declaration.name.text
    let properties = PropertyTable(
      declaration.properties, in: scope, block: "dataset", keys: Elaborator.datasetKeys, qualified: [],
      qualifiers: [], report: report)
    guard let source = properties["source"] else {
      throw properties.missing("source", in: "dataset `\(name)`", at: declaration.name.range)
    }
    let frame = Frame(kind: .constant, name: name, scope: scope, builder: nil)
    if let pca = properties["pca"] {
      throw Diagnosed(.notAvailable("`pca`", "reduce the data before, and read them as .npy", at: pca.range))
    }
    let split =
      try properties["split"].map { try choice($0, ["train", "test"], "`split`", frame) } ?? "train"
    var (resolved, description, contents) = try sourceOf(source, split: split, frame)
    // Without `range`, a reader's black and white become 0 and 1, and another dataset's stay what they are.
    var standardRange = [0.0, 1.0]
    if case .dataset = resolved { standardRange = [description.black, description.white] }
    let classes = try properties["classes"].map { try self.classes($0, description, frame) }
    if let classes { description.classes = classes.count }
    let shuffle = try properties["shuffle"].map { try seed($0, frame) }
    let isBalanced = try properties["balance"].map { try balance($0, description, frame) } ?? false
    let limit = try properties["limit"].map { try positive($0, "`limit`", frame) }
    if let limit { description.count = min(description.count, limit) }
    if properties["resize"] == nil, let reason = description.needsResize {
      throw Diagnosed(.dataUnavailable(reason, at: source.value.range))
    }
    let resize = try properties["resize"].map { try self.resize($0, &description, frame) }
    let channels = try properties["channels"].map { try self.channels($0, &description, frame) }
    let range = try properties["range"].map { try self.range($0, frame) } ?? standardRange
    (description.black, description.white) = (range[0], range[1])
    var through: LayerFunction?
    if let entry = properties["through"] {
      let function = try function(
        entry, role: "through", inputs: [description.shape], what: "`through`", frame)
      description.shape = function.outputShape
      through = function
    }
    return DatasetSpec(
      name: name, source: resolved, split: split, classes: classes, shuffle: shuffle,
      isBalanced: isBalanced, limit: limit, resize: resize, channels: channels, range: range,
      through: through, description: description, contents: contents)
  }

  private func sourceOf(
    _ entry: PropertyTable.Entry, split: String, _ frame: Frame
  ) throws -> (DatasetSpec.Source, DatasetDescription, DatasetContents) {
    if case .name(let name) = entry.value.kind,
      case .dataset(let declaration)? = entry.scope.value(name)?.symbol,
      let scope = entry.scope.value(name)?.scope
    {
      let key = ConstantKey(file: scope.file, name: declaration.name.text)
      guard !evaluating.contains(key) else {
        throw Diagnosed(.cycle(evaluating.map(\.name) + [key.name], at: name.range))
      }
      guard evaluating.count < Elaborator.callDepthLimit else {
        throw Diagnosed(.tooDeep(Elaborator.callDepthLimit, at: name.range))
      }
      evaluating.append(key)
      defer { evaluating.removeLast() }
      let inner = try dataset(declaration, in: scope)
      return (.dataset(inner), inner.description, inner.through == nil ? inner.contents : .numbers)
    }
    let (definition, arguments) = try reference(
      entry.value, in: catalog.datasets, kind: "dataset reader", frame
    ) { $0.parameters }
    try requireAvailable("`\(definition.name)`", definition.availability, at: entry.value.range)
    var resolved = arguments
    if let path = arguments.string("path") {
      resolved.values["path"] = .string(resolvePath(path, program.sources.files[entry.scope.file].path))
    }
    do {
      let description = try definition.describe(resolved, split)
      return (.reader(name: definition.name, resolved), description, definition.contents)
    } catch let error as IRError {
      throw Diagnosed(.dataUnavailable(error.message, at: entry.value.range))
    } catch {
      throw Diagnosed(.dataUnavailable("\(error)", at: entry.value.range))
    }
  }

  private func classes(_ entry: PropertyTable.Entry, _ description: DatasetDescription, _ frame: Frame) throws
    -> [Int]
  {
    guard let known = description.classes else {
      throw Diagnosed(.badProperty("the source has no labels, so `classes` cannot choose", at: entry.range))
    }
    guard case .array(let array) = try evaluate(entry.value, frame), array.scalar == .int,
      array.shape.count == 1,
      !array.elements.isEmpty
    else { throw Diagnosed(.badProperty("`classes` must be a list of ints", at: entry.value.range)) }
    let classes = array.elements.map { Int($0) }
    for c in classes where c < 0 || c >= known {
      throw Diagnosed(
        .badProperty("there is no class \(c): classes run from 0 to \(known - 1)", at: entry.value.range))
    }
    guard Set(classes).count == classes.count else {
      throw Diagnosed(.badProperty("a class stands twice in `classes`", at: entry.value.range))
    }
    return classes
  }

  /// The number of `shuffle`, which stands for one order of the samples in every run.
  private func seed(_ entry: PropertyTable.Entry, _ frame: Frame) throws -> Int {
    let value = try integer(entry.value, frame, what: "`shuffle` of a dataset, the seed of the order,")
    guard value >= 0 else {
      throw Diagnosed(
        .badProperty("`shuffle` takes a seed of at least 0, not \(value)", at: entry.value.range))
    }
    return value
  }

  private func balance(
    _ entry: PropertyTable.Entry, _ description: DatasetDescription, _ frame: Frame
  ) throws -> Bool {
    let isBalanced = try condition(entry.value, frame)
    guard !isBalanced || description.classes != nil else {
      throw Diagnosed(
        .badProperty("the source has no labels, so `balance` has no classes", at: entry.range))
    }
    return isBalanced
  }

  private func resize(
    _ entry: PropertyTable.Entry, _ description: inout DatasetDescription, _ frame: Frame
  ) throws -> [Int] {
    guard description.shape.count == 3 else {
      throw Diagnosed(
        .badProperty(
          "`resize` needs images, and samples are \(describeShape(description.shape))", at: entry.range))
    }
    guard case .array(let array) = try evaluate(entry.value, frame), array.scalar == .int,
      array.elements.count == 2,
      array.elements.allSatisfy({ $0 >= 1 && $0 <= 4096 })
    else {
      throw Diagnosed(
        .badProperty("`resize` must be [height, width], each from 1 to 4096", at: entry.value.range))
    }
    let size = array.elements.map { Int($0) }
    description.shape = [description.shape[0]] + size
    description.needsResize = nil
    return size
  }

  private func channels(
    _ entry: PropertyTable.Entry, _ description: inout DatasetDescription, _ frame: Frame
  ) throws -> Int {
    guard description.shape.count == 3 else {
      throw Diagnosed(
        .badProperty(
          "`channels` needs images, and samples are \(describeShape(description.shape))", at: entry.range))
    }
    let count = try integer(entry.value, frame, what: "`channels`")
    guard count == 1 || count == 3 else {
      throw Diagnosed(
        .badProperty("`channels` must be 1 (gray) or 3 (red, green, blue)", at: entry.value.range))
    }
    description.shape[0] = count
    return count
  }

  private func range(_ entry: PropertyTable.Entry, _ frame: Frame) throws -> [Double] {
    guard case .array(let array) = try evaluate(entry.value, frame), array.shape == [2],
      array.scalar != .bool,
      array.elements[0] != array.elements[1]
    else {
      throw Diagnosed(
        .badProperty(
          "`range` must be two different numbers: what black and white become", at: entry.value.range))
    }
    return array.elements
  }

  func positive(_ entry: PropertyTable.Entry, _ what: String, _ frame: Frame) throws -> Int {
    let value = try integer(entry.value, frame, what: what)
    guard value >= 1 else {
      throw Diagnosed(.badProperty("\(what) must be at least 1, not \(value)", at: entry.value.range))
    }
    return value
  }

  func choice(_ entry: PropertyTable.Entry, _ options: [String], _ what: String, _ frame: Frame) throws
    -> String
  {
    guard case .string(let s) = try evaluate(entry.value, frame), options.contains(s) else {
      let list = options.map { "\"\($0)\"" }.joined(separator: " or ")
      throw Diagnosed(.badProperty("\(what) must be \(list)", at: entry.value.range))
    }
    return s
  }
}
