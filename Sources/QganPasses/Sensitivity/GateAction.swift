import QganIR

/// What a gate does to products of Paulis, as far as it is known whatever its angles are.
enum GateAction {
  /// The most controls that are told apart.
  static let controlLimit = 5

  /// Turns every Pauli string into one: images of X and of Z on each qubit.
  case clifford([(qubit: Int, x: PauliString, z: PauliString)])
  /// A rotation, also under controls: its generator is a sum of these strings, which commute with one another.
  case rotation([PauliString])
  /// A permutation of basis states: products of Zs become sums of products of themselves and `spread`; it is itself a sum
  /// of products of `generators`.
  case permutation(spread: [PauliString], generators: [PauliString])
  /// A sum of products of these strings.
  case other([PauliString])

  /// What the gates of a circuit do, in order.
  static func all(_ applications: [GateApplication]) -> [GateAction] {
    var known: [GateApplication: [(x: [Pauli], z: [Pauli])]?] = [:]
    return applications.map { GateAction($0, &known) }
  }

  /// `known` has the images under gates at constant angles, by the gate on qubits that are numbered from 0.
  private init(_ application: GateApplication, _ known: inout [GateApplication: [(x: [Pauli], z: [Pauli])]?])
  {
    let controls = application.controls.map { PauliString([(.z, $0.qubit)]) }
    let gate = Gates.named(application.gate)
    if let clifford = Self.clifford(application, &known) {
      self = .clifford(clifford)
    } else if controls.count <= Self.controlLimit, let gate, case .rotation(let paulis) = gate.form {
      let axis = PauliString(zip(paulis, application.qubits).map { ($0, $1) })
      self = .rotation(Self.products(controls).map { $0 * axis })
    } else if controls.count <= Self.controlLimit, let gate, gate.form.isPhase {
      let targets = application.qubits.map { PauliString([(.z, $0)]) }
      self = .rotation(Self.products(controls + targets).filter { !$0.isIdentity })
    } else if application.gate == "x", application.qubits.count == 1 {
      self = .permutation(
        spread: controls, generators: controls + [PauliString([(.x, application.qubits[0])])])
    } else if application.gate == "swap", application.qubits.count == 2 {
      let (a, b) = (application.qubits[0], application.qubits[1])
      let exchange = PauliString([(.z, a), (.z, b)])
      self = .permutation(
        spread: controls + [exchange],
        generators: controls + [exchange, PauliString([(.x, a), (.x, b)])])
    } else {
      let axes = GateAxes.of(application).dropFirst(controls.count)
      self = .other(
        controls
          + axes.flatMap { qubit, axes -> [PauliString] in
            // A gate that commutes with Z on a qubit has but Z there, if it acts on one qubit only.
            if application.qubits.count == 1, let only = axes.only { return [PauliString([(only, qubit)])] }
            return [PauliString([(.x, qubit)]), PauliString([(.z, qubit)])]
          })
    }
  }

  /// Every product of some of `strings`.
  private static func products(_ strings: [PauliString]) -> [PauliString] {
    strings.reduce([.identity]) { found, next in found + found.map { $0 * next } }
  }

  /// The images of X and Z under a gate at constant angles on few qubits; `nil` if one is not a Pauli string.
  private static func clifford(
    _ application: GateApplication, _ known: inout [GateApplication: [(x: [Pauli], z: [Pauli])]?]
  ) -> [(qubit: Int, x: PauliString, z: PauliString)]? {
    let qubits = application.allQubits
    guard qubits.count <= 2, application.angles.allSatisfy(\.isConstant) else { return nil }
    var key = application
    key.location = nil
    key.controls = application.controls.enumerated().map { Control(qubit: $0, isOn: $1.isOn) }
    key.qubits = application.qubits.indices.map { $0 + application.controls.count }
    let images = known[key] ?? images(application)
    known[key] = .some(images)
    guard let images else { return nil }
    return zip(qubits, images).map { qubit, image in
      (
        qubit, PauliString(zip(image.x, qubits).map { ($0, $1) }),
        PauliString(zip(image.z, qubits).map { ($0, $1) })
      )
    }
  }

  private static func images(_ application: GateApplication) -> [(x: [Pauli], z: [Pauli])]? {
    guard let matrix = application.fullMatrix(angles: application.angles.map(\.constant)) else { return nil }
    let count = application.allQubits.count
    var result: [(x: [Pauli], z: [Pauli])] = []
    for place in 0..<count {
      guard let x = image(of: .x, at: place, matrix, count), let z = image(of: .z, at: place, matrix, count)
      else { return nil }
      result.append((x, z))
    }
    return result
  }

  private static func image(
    of pauli: Pauli, at place: Int, _ matrix: ComplexMatrix, _ count: Int
  ) -> [Pauli]? {
    var factors = [Pauli](repeating: .i, count: count)
    factors[place] = pauli
    let image = matrix * factors.product * matrix.adjoint
    let choices = count == 1 ? Pauli.allCases.map { [$0] } : pairs
    return choices.first { (image * $0.product).isPhaseOfIdentity(tolerance: 1e-10) }
  }

  private static let pairs = Pauli.allCases.flatMap { a in Pauli.allCases.map { [a, $0] } }
}

extension GateDefinition.Form {
  fileprivate var isPhase: Bool {
    switch self {
    case .phase, .globalPhase: true
    default: false
    }
  }
}

extension GateAxes {
  /// The Pauli of the only axis, if it is one.
  fileprivate var only: Pauli? {
    switch self {
    case .x: .x
    case .y: .y
    case .z: .z
    default: nil
    }
  }
}
