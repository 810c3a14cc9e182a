/// A TensorBoard event file: scalars and images, as `Event` messages in TFRecord frames.
///
/// A frame is the length (8 bytes), its masked CRC-32C, the message, and its masked CRC-32C, little-endian
/// (tensorflow/core/lib/io/record_writer.h); messages are those of tensorflow's event.proto and summary.proto.
public final class EventLog {
  /// The file's name in a run folder. TensorBoard looks for `tfevents`; time and host are left out, since a resumed run
  /// goes on in the same file.
  public static let fileName = "events.out.tfevents.0.qganc"
  private let log: AppendLog

  /// Opens the log of `folder`, cut to `length` bytes; an empty one gets its version record, stamped `wallTime` in
  /// seconds since 1970.
  public init(in folder: String, continuingAt length: Int = 0, wallTime: Double) throws(TrainingError) {
    log = try AppendLog(Folder.join(folder, Self.fileName), continuingAt: length)
    if log.length == 0 {
      var event = ProtobufWriter()
      event.double(1, wallTime)
      event.string(3, "brain.Event:2")
      try append(event)
    }
  }

  /// Bytes written, for checkpoints.
  public var length: Int { log.length }

  /// Adds a point of the curve `tag`.
  public func scalar(_ tag: String, _ value: Float, step: Int, wallTime: Double) throws(TrainingError) {
    var point = ProtobufWriter()
    point.string(1, tag)
    point.float(2, value)
    try append(point, step: step, wallTime: wallTime)
  }

  /// Adds a picture of the series `tag`, given as a PNG file with its size.
  public func image(
    _ tag: String, png: [UInt8], of image: Image, step: Int, wallTime: Double
  ) throws(TrainingError) {
    var picture = ProtobufWriter()
    picture.integer(1, image.height)
    picture.integer(2, image.width)
    picture.integer(3, image.channels)
    picture.bytes(4, png)
    var value = ProtobufWriter()
    value.string(1, tag)
    value.bytes(4, picture.bytes)
    try append(value, step: step, wallTime: wallTime)
  }

  /// Forces all records to the disk, before a checkpoint counts on them.
  public func synchronize() throws(TrainingError) { try log.synchronize() }

  private func append(_ value: ProtobufWriter, step: Int, wallTime: Double) throws(TrainingError) {
    var summary = ProtobufWriter()
    summary.bytes(1, value.bytes)
    var event = ProtobufWriter()
    event.double(1, wallTime)
    event.integer(2, step)
    event.bytes(5, summary.bytes)
    try append(event)
  }

  private func append(_ event: ProtobufWriter) throws(TrainingError) {
    let length = ProtobufWriter.littleEndian(UInt64(event.bytes.count))
    var record = length
    record += ProtobufWriter.littleEndian(CRC32C.maskedChecksum(length))
    record += event.bytes
    record += ProtobufWriter.littleEndian(CRC32C.maskedChecksum(event.bytes))
    try log.append(record)
  }
}
