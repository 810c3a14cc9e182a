import OrderedCollections

/// The registry of builtin gates.
///
/// The gate `unitary` is not in it: its matrix stands in the application.
public enum Gates {
  /// Every gate, in the order of the reference page.
  public static let all: [GateDefinition] = [
    id, x, y, z,
    h, s, sdg, t, tdg, sx, sxdg,
    p, gphase,
    rx, ry, rz,
    rxx, ryy, rzz, rzx,
    builtinU, u3, u2, u, u0, rot,
    cx, cy, cz, ch, csx, cp, crx, cry, crz, cu, cu3,
    swap, iswap, cswap,
    ccx, ccz, c3x, c4x, c3sqrtx, rccx, rc3x,
  ]

  /// The gates that applications in IR are made of, besides `unitary`; all others expand into these.
  public static let base: [GateDefinition] = all.filter(\.isBase)

  /// Name of the gate whose matrix stands in its application.
  public static let unitary = "unitary"

  /// Name of what prepares a register in given amplitudes, where a gate could stand.
  public static let amplitudes = "amplitudes"

  /// What stands in the place of gates without a definition here, with what other tools call it.
  public static let statesAndMatrices: OrderedDictionary<String, [String]> = [
    unitary: ["QubitUnitary"], amplitudes: ["AmplitudeEmbedding", "StatePrep", "initialize"],
  ]

  private static let byName: OrderedDictionary<String, GateDefinition> = {
    var table: OrderedDictionary<String, GateDefinition> = [:]
    for gate in all {
      for name in [gate.name] + gate.aliases { table[name] = gate }
    }
    return table
  }()

  /// The gate of that name or alias.
  public static func named(_ name: String) -> GateDefinition? { byName[name] }

  /// Every name and alias.
  public static var names: [String] { Array(byName.keys) }

  /// Whether programs may write `name` where gates stand, without declaring it.
  public static func isBuiltin(_ name: String) -> Bool {
    byName[name] != nil || statesAndMatrices[name] != nil
  }

  /// Everything that programs may write where gates stand, without declaring it.
  public static var builtinNames: [String] { names + Array(statesAndMatrices.keys) }
}
