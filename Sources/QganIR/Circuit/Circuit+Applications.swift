extension Circuit {
  /// Every application in the order of action, fused blocks opened.
  public var applications: [GateApplication] {
    operations.flatMap { (operation) -> [GateApplication] in
      switch operation {
      case .apply(let application): [application]
      case .fused(_, let applications): applications
      case .barrier: []
      }
    }
  }

  /// Number of applications, those in fused blocks included.
  public var gateCount: Int {
    operations.reduce(0) { count, operation in
      switch operation {
      case .apply: count + 1
      case .fused(_, let applications): count + applications.count
      case .barrier: count
      }
    }
  }
}
