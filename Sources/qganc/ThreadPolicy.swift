import Foundation

/// How waiting threads of the numerical libraries behave.
enum ThreadPolicy {
  /// Waiting OpenMP threads (oneDNN) sleep, and OpenBLAS's go to sleep after 16 cycles rather than after milliseconds.
  private static let settings = ["OMP_WAIT_POLICY": "passive", "OPENBLAS_THREAD_TIMEOUT": "4"]

  /// Starts the process again with waiting threads asleep; what the environment already says stays.
  ///
  /// They otherwise spin between calls and take the cores from kernels that have threads of their own. The libraries read
  /// the settings when they are loaded, so they cannot be changed later.
  static func apply() {
    let missing = settings.filter { getenv($0.key) == nil }
    guard !missing.isEmpty,
      // The link's target, so that the process keeps its name.
      let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    else { return }
    for (name, value) in missing { setenv(name, value, 1) }
    var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
    // Returns only on failure, and then the process simply goes on as it is.
    execv(path, &arguments)
  }
}
