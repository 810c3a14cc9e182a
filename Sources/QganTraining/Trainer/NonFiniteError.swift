import QganIR
import QganRuntime

/// A loss or gradient became NaN or infinite; the weights are still those before the step.
public struct NonFiniteError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The step that could not be done, from 1.
  public var step: Int
  /// The epoch that it belongs to, from 1.
  public var epoch: Int
  /// The program that ran, such as `discriminator step`.
  public var program: String
  /// The output that was looked at, such as `loss.discriminator`.
  public var output: String
  /// The first tensor that went bad, if running the step again showed one.
  public var tensor: NonFiniteTensor?

  /// The process's exit code.
  public var exitCode: Int32 { 5 }

  /// The source place of the operation that made the tensor, if known.
  public var location: Location? { tensor?.location }

  /// One sentence without a full stop.
  public var description: String {
    let start = "`\(output)` is not finite at step \(step) (epoch \(epoch), \(program))"
    guard let tensor else { return start }
    return "\(start): the first tensor that went bad is `\(tensor.name)`, made by `\(tensor.primitive)`"
  }
}
