/// Seconds per call of something that is called again and again.
struct Timing {
  /// Of the chosen clock.
  var median: Double
  var minimum: Double
  var wallMedian: Double
  /// The very first call, by the wall clock.
  var first: Double
  /// Calls that were timed, the first and the warming ones not among them.
  var calls: Int

  /// A reading of the clocks spans so many seconds or one call, whichever is longer: clocks tick in microseconds.
  private static let shortestReading = 5e-4
  /// A call that takes longer needs no second one to warm up, and no others to be believed.
  private static let longCall = 10.0

  /// Times `call`, which gets the number of the call, until the budget of seconds is spent, but at least 3 readings.
  ///
  /// Short calls are timed several at a time, an even number. `usesCPUTime` takes the CPU time of the process, which says
  /// what the wall clock would on an idle machine, but for one thread only.
  init(budget: Double, usesCPUTime: Bool, of call: (Int) throws -> Void) rethrows {
    var number = 0
    func read(_ count: Int) throws -> Clocks {
      let start = Clocks.now
      for _ in 0..<count {
        try call(number)
        number += 1
      }
      return Clocks.now - start
    }
    first = try read(1).wall
    var count = 1
    if first < Timing.longCall {
      while try read(count).wall < Timing.shortestReading { count *= 2 }
    }
    var cpu: [Double] = []
    var wall: [Double] = []
    let start = Clocks.now
    repeat {
      let reading = try read(count)
      cpu.append(reading.cpu / Double(count))
      wall.append(reading.wall / Double(count))
      if reading.wall > 2 * Timing.longCall { break }
    } while wall.count < 3 || (Clocks.now - start).wall < budget
    let chosen = usesCPUTime ? cpu : wall
    median = Timing.median(chosen)
    minimum = chosen.min() ?? 0
    wallMedian = Timing.median(wall)
    calls = count * wall.count
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
