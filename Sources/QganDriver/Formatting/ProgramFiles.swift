import Foundation

/// Which source files a list of files and folders means.
public enum ProgramFiles {
  /// Files as they are given, and all .qgan files below folders in the order of their paths, each once. Left out are hidden
  /// folders and the sources that run folders keep.
  ///
  /// Throws `DriverError` where there is nothing.
  public static func find(_ paths: [String]) throws -> [String] {
    var found: [String] = []
    var seen: Set<String> = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw DriverError(.usage, "there is no `\(path)`")
      }
      let inside = isFolder.boolValue ? try programs(in: path) : [path]
      guard !inside.isEmpty else { throw DriverError(.usage, "`\(path)` has no .qgan files") }
      found += inside.filter { seen.insert($0).inserted }
    }
    return found
  }

  private static func programs(in folder: String) throws -> [String] {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      throw DriverError(.usage, "cannot read the folder `\(folder)`")
    }
    let isRun = names.contains("config.json") && names.contains("sources")
    var found: [String] = []
    for name in names.sorted() where !name.hasPrefix(".") {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      // Links may lead in circles.
      switch try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType {
      case .typeDirectory where !isRun: found += try programs(in: path)
      case .typeRegular where name.hasSuffix(".qgan"): found.append(path)
      default: break
      }
    }
    return found
  }
}
