/// How fast steps are done, over the last few seconds.
struct Pace {
  private var windows: [(time: ContinuousClock.Instant, step: Int)] = []

  /// Seconds that the pace is measured over.
  private static let span = Duration.seconds(10)

  /// Notes that `step` steps are done now.
  mutating func note(_ step: Int) {
    let now = ContinuousClock.now
    // A mark a half second is enough, and the oldest one stays until it is older than the span.
    if let last = windows.last, now - last.time < .milliseconds(500) { return }
    windows.append((now, step))
    while windows.count > 2, now - windows[1].time > Self.span { windows.removeFirst() }
  }

  /// Steps a second until `step`; 0 while unknown.
  func stepsPerSecond(at step: Int) -> Double {
    guard let first = windows.first else { return 0 }
    let seconds = (ContinuousClock.now - first.time) / .seconds(1)
    return seconds > 0 ? Double(step - first.step) / seconds : 0
  }
}
