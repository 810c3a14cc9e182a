import Testing

@testable import QganTraining

@Suite struct CSVTests {
  private func read(_ text: String) throws -> CSVFile {
    try CSVFile(ByteSource(Array(text.utf8), name: "damaged"))
  }

  @Test(arguments: [
    "1,2,3\n4,5,6\n", "a,b,c\r\n1,2,3\r\n\r\n4,5,6", "# note\n1 2\t3\n4;5;6\n", "1, 2, 3\n4, 5, 6e0",
  ])
  func readsTables(text: String) throws {
    let table = try read(text)
    #expect(table.rows == 2 && table.columns == 3 && table.values == [1, 2, 3, 4, 5, 6])
  }

  @Test(arguments: ["", "\n\n", "a,b\n", "1,2\n3\n", "1,2\n3,x\n", "a,b\n1,2,3\n", "1,2\na,b\n"])
  func refuses(text: String) { Damage.expectBadData(text) { _ = try read(text) } }

  @Test func damagedTablesAreRefusedOrRead() {
    Damage.random(of: Array("1,2,3\n4,5,6.5\n-7,8e2,9\n".utf8)) { _ = try CSVFile($0) }
  }
}
