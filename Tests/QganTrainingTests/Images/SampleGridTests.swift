import Testing

@testable import QganTraining

@Suite struct SampleGridTests {
  @Test func placesSamplesWithGaps() throws {
    let grid = SampleGrid(rows: 2, columns: 2, gap: 1, visibleSize: 2)
    let image = try grid.draw([-1, 1, 0, 2, .nan, -3], shape: [1, 1, 2], range: -1...1)
    #expect(image.width == 7 && image.height == 5 && image.channels == 1)
    let w: UInt8 = 255
    #expect(
      image.pixels == [
        w, w, w, w, w, w, w,
        w, 0, w, w, 128, w, w,
        w, w, w, w, w, w, w,
        w, 0, 0, w, w, w, w,
        w, w, w, w, w, w, w,
      ])
  }

  @Test func enlargesByWholeFactorsAndInterleavesColours() throws {
    let grid = SampleGrid(rows: 1, columns: 1, gap: 0, visibleSize: 5)
    let image = try grid.draw([0, 1, 1, 0, 0, 0], shape: [3, 1, 2])
    #expect(image.width == 4 && image.height == 2 && image.channels == 3)
    let row: [UInt8] = [0, 255, 0, 0, 255, 0, 255, 0, 0, 255, 0, 0]
    #expect(image.pixels == row + row)
  }

  @Test(arguments: [[9], [10], [28, 28], [1, 4, 4], []])
  func drawsEveryShapeOfImage(shape: [Int]) throws {
    let image = try SampleGrid(rows: 1, columns: 3).draw(
      [Float](repeating: 0.5, count: 2 * shape.reduce(1, *)), shape: shape)
    #expect(image.pixels.contains(128) && image.pixels.contains(255))
  }

  @Test func refusesWhatIsNoImage() {
    let grid = SampleGrid(rows: 1, columns: 1)
    #expect(throws: TrainingError.self) { try grid.draw([0, 0], shape: [2, 1, 1]) }
    #expect(throws: TrainingError.self) { try grid.draw([0, 0, 0], shape: [1, 2]) }
    #expect(throws: TrainingError.self) { try grid.draw([], shape: [1, 0, 4]) }
    #expect(throws: TrainingError.self) {
      try SampleGrid(rows: 1 << 40, columns: 1 << 40).draw([0], shape: [1])
    }
    #expect(throws: TrainingError.self) { try SampleGrid(rows: 0, columns: 1).draw([0], shape: [1]) }
    #expect(throws: TrainingError.self) { try SampleGrid(rows: 32_000, columns: 1).draw([0], shape: [1]) }
  }
}
