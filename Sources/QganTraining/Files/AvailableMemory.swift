import QganRuntime

/// What can still be allocated without swapping, as training's errors say it.
public enum AvailableMemory {
  /// Throws `notEnoughMemory` if `need` bytes are more than there are.
  public static func check(_ need: Int, for purpose: String) throws(TrainingError) {
    let have = Memory.available
    if need > have { throw .notEnoughMemory(purpose: purpose, need: need, have: have) }
  }
}
