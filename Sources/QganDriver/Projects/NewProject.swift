import Foundation

/// A starter project: a folder with a program, a page that says how to go on, and what version control leaves out.
public struct NewProject {
  /// The folder as it was named.
  public let folder: String
  /// Files in the folder, in the order in which they are written.
  public let files: [(name: String, text: [UInt8])]

  /// Prepares a project in `folder`, whose last component names it; throws `DriverError` if that is no good name.
  public init(_ folder: String, template: ProjectTemplate) throws {
    let path = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    let isGood = name.utf8.allSatisfy { byte in
      (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
        || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || "_-".utf8.contains(byte)
    }
    guard isGood, let first = name.first, first != "-", name.utf8.count <= 64 else {
      throw DriverError(
        .usage, "`\(name)` cannot name a project",
        hint: "take up to 64 letters, digits, `_` and `-`, and no `-` in front")
    }
    self.folder = path
    files = [
      ("\(name).qgan", template.program),
      ("README.md", Array(Self.page(name, template).utf8)),
      (".gitignore", Array("runs/\n*.qganm\nreport.html\ngrid.png\n".utf8)),
    ]
  }

  /// Makes the folder and writes the files; throws `DriverError`, also if there is something in the place already.
  public func write() throws {
    let manager = FileManager.default
    var isFolder: ObjCBool = false
    if manager.fileExists(atPath: folder, isDirectory: &isFolder) {
      let isEmpty = isFolder.boolValue && (try? manager.contentsOfDirectory(atPath: folder).isEmpty) == true
      guard isEmpty else {
        throw DriverError(
          .usage, "there is a `\(folder)` already; nothing was written",
          hint: "take another name, or an empty folder")
      }
    } else {
      do { try manager.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
        throw DriverError(.data, "cannot make the folder `\(folder)`: \(error.localizedDescription)")
      }
    }
    for file in files { try OutputFile.write(file.text, to: "\(folder)/\(file.name)") }
  }

  private static func page(_ name: String, _ template: ProjectTemplate) -> String {
    let run = "runs/\(template.rawValue)-0001"
    let steps = [
      ("qganc run \(name).qgan --dry-run", "shapes, weights, memory, and how long it would take"),
      ("qganc run \(name).qgan", "train; results go to \(run)"),
      template.nextStep(run),
    ]
    let width = steps.map(\.0.count).max() ?? 0
    let commands = steps.map { command, purpose in
      command + String(repeating: " ", count: width - command.count) + "  # \(purpose)"
    }
    return """
      # \(name)

      \(template.summary)
      Everything that a result depends on is in [\(name).qgan](\(name).qgan).

      ```
      \(commands.joined(separator: "\n"))
      ```

      The data are the Debian package `dataset-fashion-mnist`; with the four files elsewhere, write
      `fashion_mnist(path: "folder")`. `qganc run \(name).qgan --variant classical` trains the same networks without
      the circuit, and `--sweep depth` trains several depths and seeds; `qganc report runs` compares what there is.

      """
  }
}
