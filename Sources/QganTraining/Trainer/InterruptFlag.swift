import Synchronization

/// A wish to stop, which a signal handler or another thread may set at any time.
public final class InterruptFlag: Sendable {
  private let value = Atomic(false)

  /// A flag that is not set.
  public init() {}

  /// Asks the trainer to finish its step, write a checkpoint and return.
  public func set() { value.store(true, ordering: .relaxed) }

  /// Whether somebody asked.
  public var isSet: Bool { value.load(ordering: .relaxed) }
}
