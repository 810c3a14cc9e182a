/// The circuits and models in .qgan that ship inside the binary, included as `std/NAME.qgan`.
public enum StandardLibrary {
  /// Text by file name.
  public static let files: [String: [UInt8]] = [
    "ansatze.qgan": PackageResources.ansatze_qgan,
    "encodings.qgan": PackageResources.encodings_qgan,
    "entanglers.qgan": PackageResources.entanglers_qgan,
    "fashion28.qgan": PackageResources.fashion28_qgan,
    "models.qgan": PackageResources.models_qgan,
  ]
}
