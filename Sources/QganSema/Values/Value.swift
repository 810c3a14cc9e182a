import QganIR
import QganSyntax

/// What an expression stands for while a body is being expanded.
indirect enum Value {
  case integer(Int)
  /// A `float` or an `angle`.
  case real(Double)
  case boolean(Bool)
  case string(String)
  case strings([String])
  case array(ArrayValue)
  /// A layer that has not been called, or an instance.
  case layer(Layer)
  /// `layer blocks[i] = ...`: instances by index.
  case family(LayerFamily)
  /// A value of the running program.
  case tensor(Tensor)
  case dataset(DatasetDeclaration, FileScope)
  case train(TrainDeclaration)
  /// Stands for what an error left unknown; everything made of it is unknown too, without another error.
  case poison

  /// Whether the value is known at compile time.
  var isConst: Bool {
    switch self {
    case .tensor, .poison: false
    default: true
    }
  }

  /// The array or number as an array of rank 0 or more.
  var asArray: ArrayValue? {
    switch self {
    case .integer(let v): ArrayValue(scalar: .int, shape: [], elements: [Double(v)])
    case .real(let v): ArrayValue(scalar: .float, shape: [], elements: [v])
    case .boolean(let v): ArrayValue(scalar: .bool, shape: [], elements: [v ? 1 : 0])
    case .array(let a): a
    default: nil
    }
  }

  /// The shape of a number, array or tensor.
  var shape: [Int]? {
    if case .tensor(let t) = self { return t.shape }
    return asArray?.shape
  }

  /// How messages name the type: `int`, `float[3, 5]`, `layer`.
  var typeDescription: String {
    switch self {
    case .integer: "int"
    case .real: "float"
    case .boolean: "bool"
    case .string: "string"
    case .strings: "list of strings"
    case .array(let a): describeShape(a.shape, scalar: a.scalar.rawValue)
    case .layer: "layer"
    case .family: "family of layers"
    case .tensor(let t): describeShape(t.shape)
    case .dataset: "dataset"
    case .train: "train block"
    case .poison: "unknown value"
    }
  }
}

/// `float[3, 5]`, or `float` for an empty shape.
func describeShape(_ shape: [Int], scalar: String = "float") -> String {
  shape.isEmpty ? scalar : "\(scalar)[" + shape.map(String.init).joined(separator: ", ") + "]"
}
