import COneDNN

/// A convolution prepared by oneDNN, with memory for the layouts that it prefers.
final class OneDNNConvolution {
  private let handle: OpaquePointer

  /// Prepares the convolution `kind` (`QGAN_DNN_...`); `nil` if the library has no such kernel.
  init?(_ kind: Int32, _ geometry: ConvolutionGeometry) throws {
    let window = geometry.window
    var shape = qgan_dnn_convolution_shape(
      batch: Int64(geometry.batch), channels: Int64(geometry.channels), filters: Int64(geometry.filters),
      groups: Int64(geometry.groups), height: Int64(window.input[0]), width: Int64(window.input[1]),
      out_height: Int64(window.output[0]), out_width: Int64(window.output[1]),
      kernel_height: Int64(window.kernel[0]), kernel_width: Int64(window.kernel[1]),
      stride_height: Int64(window.strides[0]), stride_width: Int64(window.strides[1]),
      pad_top: Int64(window.padding[0]), pad_left: Int64(window.padding[1]),
      pad_bottom: Int64(window.padding[2]), pad_right: Int64(window.padding[3]),
      dilation_height: Int64(window.dilation[0]), dilation_width: Int64(window.dilation[1]))
    var created: OpaquePointer?
    let status = qgan_dnn_convolution_create(kind, &shape, &created)
    if status == QGAN_DNN_UNIMPLEMENTED { return nil }
    guard status == QGAN_DNN_SUCCESS, let created else { throw OneDNNConvolution.error(status) }
    handle = created
  }

  deinit { qgan_dnn_convolution_destroy(handle) }

  /// Computes `result` from the two operands, all in row-major order.
  func run(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ result: UnsafeMutableRawPointer) throws {
    let status = qgan_dnn_convolution_run(handle, a, b, result)
    if status != QGAN_DNN_SUCCESS { throw OneDNNConvolution.error(status) }
  }

  private static func error(_ status: Int32) -> RuntimeError {
    .library(name: "oneDNN", message: String(cString: qgan_dnn_status_text(status)))
  }
}
