import QganIR
import QganTooling
import Testing

/// Pictures of the circuits in `Snapshots/`, as text and as LaTeX, of the circuit and of its normal form.
@Suite struct SnapshotTests {
  @Test(arguments: Snapshot.cases) func pictures(name: String) throws {
    let circuit = try Circuit(text: Snapshot.text(name + ".circuit"))
    let picture = CircuitPicture(circuit)
    try Snapshot.expect(picture.text(width: 90), is: name + ".txt")
    try Snapshot.expect(picture.latex(fold: 16), is: name + ".tex")
    guard let fused = try CircuitPicture.fused(circuit) else { return }
    try Snapshot.expect(fused.text(width: 90), is: name + ".fused.txt")
  }

  @Test func casesAreThere() { #expect(Snapshot.cases.count >= 4) }
}
