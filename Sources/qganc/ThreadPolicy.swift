import Foundation

/// How waiting threads of the OpenMP runtime behave.
enum ThreadPolicy {
  /// Starts the process again with waiting threads asleep, unless the environment already says how they wait.
  ///
  /// oneDNN's threads otherwise spin between convolutions and take the cores from kernels that have threads of their
  /// own. The runtime reads the setting when it is loaded, so it cannot be changed later.
  static func apply() {
    guard getenv("OMP_WAIT_POLICY") == nil, getenv("GOMP_SPINCOUNT") == nil else { return }
    setenv("OMP_WAIT_POLICY", "passive", 1)
    var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
    // Returns only on failure, and then the process simply goes on as it is.
    execv("/proc/self/exe", &arguments)
  }
}
