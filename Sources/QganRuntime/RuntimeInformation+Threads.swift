import COpenBLAS

extension RuntimeInformation {
  /// Threads that OpenBLAS uses in calls from here on.
  public static var openBLASThreadCount: Int { Int(openblas_get_num_threads()) }

  /// Makes OpenBLAS and oneDNN use so many threads, at least one, in calls from this thread.
  public static func useLibraryThreads(_ threads: Int) { LibraryThreads.use(Swift.max(1, threads)) }
}
