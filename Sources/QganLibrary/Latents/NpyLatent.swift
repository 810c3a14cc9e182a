import QganIR

extension Latents {
  static let npy = LatentDefinition(
    "npy", "The rows of a .npy file, in order, from the start again at its end.",
    parameters: [ParameterSpec("path", .string, "The file, relative to the one that names it.")],
    distribution: { arguments in
      guard let path = arguments.string("path"), !path.isEmpty else {
        throw IRError("the path of a file is missing", culprit: .argument("path"))
      }
      return .file(path: path)
    })
}
