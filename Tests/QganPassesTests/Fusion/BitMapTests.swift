import QganIR
import QganPasses
import Testing

@Suite struct BitMapTests {
  @Test func bitMapsFollowGates() {
    for bits in 1...4 {
      var map = BitMap(identity: bits)
      var generator = SeededGenerator(seed: UInt64(bits))
      var images = Array(0..<UInt64(1) << UInt64(bits))
      for _ in 0..<30 {
        let (a, b) = (
          Int.random(in: 0..<bits, using: &generator), Int.random(in: 0..<bits, using: &generator)
        )
        switch Int.random(in: 0..<3, using: &generator) {
        case 0:
          map.flip(a)
          images = images.map { $0 ^ 1 << UInt64(a) }
        case 1 where a != b:
          map.add(a, to: b)
          images = images.map { $0 ^ ($0 >> UInt64(a) & 1) << UInt64(b) }
        default:
          map.swap(a, b)
          images = images.map { index in
            let (x, y) = (index >> UInt64(a) & 1, index >> UInt64(b) & 1)
            return index & ~(1 << UInt64(a) | 1 << UInt64(b)) | y << UInt64(a) | x << UInt64(b)
          }
        }
      }
      for (index, image) in images.enumerated() {
        #expect(map.image(of: UInt64(index)) == image)
        #expect(map.inverse.image(of: image) == UInt64(index))
        for (bit, row) in map.rows.enumerated() {
          #expect(row.holds(for: UInt64(index)) == (image >> UInt64(bit) & 1 == 1))
        }
      }
      #expect(BitMap(rows: map.rows) == map)
    }
  }
}
