import Synchronization
import Testing

@testable import QganTraining

@Suite struct BackgroundThreadTests {
  /// Numbers in the order in which jobs noted them.
  private final class Notes: Sendable {
    let numbers = Mutex<[Int]>([])

    func note(_ number: Int) { numbers.withLock { $0.append(number) } }
    var all: [Int] { numbers.withLock { $0 } }
  }

  @Test(arguments: [false, true]) func jobsAreDoneInOrder(isInline: Bool) {
    let notes = Notes()
    let thread = BackgroundThread(isInline: isInline)
    #expect(thread.isIdle)
    thread.wait()
    for round in 0..<3 {
      for number in 0..<100 { thread.add { notes.note(100 * round + number) } }
      thread.wait()
      #expect(thread.isIdle)
      #expect(notes.all == Array(0..<100 * (round + 1)))
    }
  }

  @Test func lettingGoOfAThreadDoesWhatItWasGiven() {
    let notes = Notes()
    do {
      let thread = BackgroundThread()
      for number in 0..<50 { thread.add { notes.note(number) } }
    }
    #expect(notes.all == Array(0..<50))
  }

  /// Jobs that hold more than a queue may are taken one at a time.
  @Test func largeJobsWaitForOneAnother() {
    let notes = Notes()
    let thread = BackgroundThread()
    for number in 0..<20 {
      thread.add(size: 1 << 40) { notes.note(number) }
      #expect(notes.all.count >= number)
    }
    thread.wait()
    #expect(notes.all == Array(0..<20))
  }

  /// What jobs hold is let go of before they count as done.
  @Test func doneJobsHoldNothing() {
    final class Held: Sendable {}
    let thread = BackgroundThread()
    weak var weakly: Held?
    do {
      let held = Held()
      weakly = held
      thread.add { withExtendedLifetime(held) {} }
    }
    thread.wait()
    #expect(weakly == nil)
  }
}
