import Glibc
import QganIR

extension DatasetReader {
  /// Fashion-MNIST, as Debian's package installs it.
  static let fashionMNIST = DatasetReader(
    "fashion_mnist", "Fashion-MNIST: 70000 gray images of clothes, 28 by 28 pixels, in ten classes.",
    details: """
      Xiao, Rasul and Vollgraf, arXiv:1708.07747. Without `path`, the folders `$QGAN_DATA/fashion-mnist`, `$QGAN_DATA`
      and `/usr/share/datasets/fashion-mnist` (Debian's `dataset-fashion-mnist`) are searched for the four IDX files,
      plain or compressed. Splits: `train` (60000) and `test` (10000).
      """,
    parameters: [
      ParameterSpec("path", .string, isOptional: true, "The folder with the four files.")
    ], contents: .pictures(mayBeBlank: false)
  ) { arguments, split in
    let folders = arguments.string("path").map { [$0] } ?? searchedFolders()
    for folder in folders {
      guard let files = IDXImages.files(in: folder, split: split) else { continue }
      guard let labels = files.labels else {
        throw TrainingError.missingData(
          path: files.images, reason: "the file of labels is missing beside it",
          suggestion: "install all four files of Fashion-MNIST")
      }
      return try IDXImages(images: files.images, labels: labels, classes: 10)
    }
    throw TrainingError.missingData(
      path: folders.joined(separator: ", "), reason: "Fashion-MNIST is not here",
      suggestion: "run `apt-get install dataset-fashion-mnist`, or set QGAN_DATA to the folder that holds it")
  }

  /// Where Fashion-MNIST is looked for.
  private static func searchedFolders() -> [String] {
    var folders: [String] = []
    if let value = getenv("QGAN_DATA") {
      let data = String(cString: value)
      if !data.isEmpty { folders = [Folder.join(data, "fashion-mnist"), data] }
    }
    return folders + ["/usr/share/datasets/fashion-mnist"]
  }
}
