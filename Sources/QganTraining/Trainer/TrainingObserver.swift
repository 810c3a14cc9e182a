/// Who wants to know how a run goes on; called on the trainer's thread.
public protocol TrainingObserver: AnyObject {
  /// Everything is allocated and loaded; steps follow.
  func trainingDidStart(_ start: TrainingStart)
  /// A generator or model step is done.
  func trainingDidStep(_ progress: TrainingProgress)
  /// Something that a person should read: one sentence.
  func trainingDidReport(_ message: String)
  /// Metrics are being computed: some more samples have been looked at.
  func trainingDidEvaluate(_ progress: EvaluationProgress)
}

extension TrainingObserver {
  /// Nothing, unless the observer says otherwise.
  public func trainingDidEvaluate(_ progress: EvaluationProgress) {}
}

/// What is known before the first step.
public struct TrainingStart: Sendable {
  /// The train block's name.
  public var name: String
  /// Steps that were done before, by the run that is resumed.
  public var step: Int
  /// Generator or model steps of the whole run.
  public var totalSteps: Int
  /// Samples of the dataset.
  public var samples: Int
  /// Numbers that are trained, by role.
  public var weightCounts: [(role: String, count: Int)]
  /// Bytes that the run takes.
  public var memory: Int
}

/// Where a run is.
public struct TrainingProgress: Sendable {
  /// Steps done, of `totalSteps`.
  public var step: Int
  public var totalSteps: Int
  /// The epoch that the step belonged to, from 1, of `epochs`.
  public var epoch: Int
  public var epochs: Int
  /// Losses by role, in the order in which they were computed.
  public var losses: [(role: String, value: Double)]
  /// Steps a second, over the last few seconds.
  public var stepsPerSecond: Double
  /// Seconds until the last step at that pace.
  public var secondsLeft: Double
}
