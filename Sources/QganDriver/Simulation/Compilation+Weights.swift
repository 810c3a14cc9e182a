import QganTraining

extension Compilation {
  /// Reads what `load` asks for from files; what it asks of train blocks is an error when it is read.
  public func weightSource() -> WeightSource {
    WeightSource(requests: { WeightRequest.requests(of: self.loads.filter { $0.block == nil }) })
  }
}
