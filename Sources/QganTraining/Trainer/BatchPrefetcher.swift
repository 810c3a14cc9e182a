import QganRuntime

/// Gives programs their batches, which a thread gathers while the step before runs.
///
/// What programs see does not depend on it: a batch that was not asked for in time is gathered in place.
final class BatchPrefetcher<Scalar: RuntimeScalar> {
  private let stage: Stage<Scalar>
  private let thread: BackgroundThread
  private let schedule: BatchSchedule
  private let isShuffled: Bool

  /// Work, in bytes that are copied, below which handing it over takes longer than doing it: some 15 microseconds.
  private static var leastWork: Int { 1 << 16 }
  /// Bytes that are copied while one byte of latents is drawn.
  private static var copiesPerDraw: Int { 32 }
  /// Samples of an epoch below which their order is found in place.
  private static var shortestEpoch: Int { 1 << 12 }

  /// A prefetcher for programs that take what `feeds` say.
  init(
    _ source: BatchSource<Scalar>, feeds: [BatchFeed<Scalar>], schedule: BatchSchedule, isShuffled: Bool,
    background: TrainerOptions.Background
  ) throws {
    self.schedule = schedule
    self.isShuffled = isShuffled
    thread = BackgroundThread(isInline: background == .never)
    stage = Stage(source)
    let isLarge = Self.work(for: feeds) >= Self.leastWork
    if background == .always || (background == .automatic && isLarge) { try stage.allocate(feeds) }
  }

  /// What it takes to gather a batch for `feeds`, each part once, in bytes that are copied.
  private static func work(for feeds: [BatchFeed<Scalar>]) -> Int {
    let parts = Dictionary(
      feeds.flatMap(\.ports).map { ($0.content, $0.target.count) }, uniquingKeysWith: max)
    return parts.reduce(0) { sum, part in
      var factor = MemoryLayout<Scalar>.stride
      if case .latents = part.key { factor *= copiesPerDraw }
      return sum + factor * part.value
    }
  }

  /// Writes batch number `batch` where `feeds` say.
  func deliver(_ batch: Int, to feeds: [BatchFeed<Scalar>]) {
    thread.wait()
    for feed in feeds {
      for port in feed.ports { stage.deliver(port, batch: batch) }
    }
  }

  /// Starts to gather batch number `batch` for `feeds`, if there is enough to do.
  func prepare(_ batch: Int, for feeds: [BatchFeed<Scalar>]) {
    let isLongEpoch = isShuffled && schedule.samples >= Self.shortestEpoch
    guard !stage.isEmpty || (isLongEpoch && schedule.position(ofBatch: batch) == 0) else { return }
    thread.wait()
    stage.plan(batch, for: feeds)
    thread.add { [stage] in stage.gather() }
  }
}

/// A batch beside its place.
///
/// It belongs to the background thread from `plan` until that has been waited for, and otherwise to the trainer's, which
/// is why sending it is unchecked.
private final class Stage<Scalar: RuntimeScalar>: @unchecked Sendable {
  typealias Content = BatchSource<Scalar>.Content
  private let source: BatchSource<Scalar>
  private var buffers: [Content: AlignedBuffer<Scalar>] = [:]
  private var batch: Int?
  /// Parts that are there, or are to be gathered.
  private var contents: Set<Content> = []

  init(_ source: BatchSource<Scalar>) { self.source = source }

  /// Whether no part of a batch has a place here.
  var isEmpty: Bool { buffers.isEmpty }

  /// Makes room for what `feeds` take.
  func allocate(_ feeds: [BatchFeed<Scalar>]) throws {
    for port in feeds.flatMap(\.ports) where buffers[port.content] == nil {
      buffers[port.content] = try AlignedBuffer(count: port.target.count, for: "the next batch")
    }
  }

  /// Notes what is to be gathered.
  func plan(_ batch: Int, for feeds: [BatchFeed<Scalar>]) {
    self.batch = batch
    contents.removeAll(keepingCapacity: true)
    for feed in feeds {
      for port in feed.ports where buffers[port.content]?.count == port.target.count {
        contents.insert(port.content)
      }
    }
  }

  /// Gathers what was noted.
  func gather() {
    guard let batch else { return }
    source.findOrder(of: batch)
    for content in contents {
      if let buffer = buffers[content] { source.write(content, of: batch, to: buffer.elements) }
    }
  }

  /// Writes a part of a batch to its place.
  func deliver(_ port: BatchFeed<Scalar>.Port, batch: Int) {
    guard self.batch == batch, contents.contains(port.content), let buffer = buffers[port.content],
      let target = port.target.baseAddress
    else { return source.write(port.content, of: batch, to: port.target) }
    target.update(from: buffer.pointer, count: buffer.count)
  }
}
