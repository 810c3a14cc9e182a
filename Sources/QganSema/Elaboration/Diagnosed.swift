import QganSyntax

/// Carries a diagnostic from where it is found to the statement that reports it.
struct Diagnosed: Error {
  var diagnostic: Diagnostic

  init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }
}

/// Thrown when what is being built turned out to depend on something already diagnosed.
struct AlreadyDiagnosed: Error {}
