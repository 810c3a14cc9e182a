/// The circuits and models in .qgan that ship inside the binary, included as `std/NAME.qgan`.
public enum StandardLibrary {
  /// Text by file name.
  public static let files: [String: [UInt8]] = [
    "ansatze.qgan": PackageResources.ansatze_qgan,
    "encodings.qgan": PackageResources.encodings_qgan,
    "entanglers.qgan": PackageResources.entanglers_qgan,
    "fashion28.qgan": PackageResources.fashion28_qgan,
    "inception_v3.qgan": PackageResources.inception_v3_qgan,
    "lite0.qgan": PackageResources.lite0_qgan,
    "models.qgan": PackageResources.models_qgan,
    "resnet18.qgan": PackageResources.resnet18_qgan,
  ]
}
