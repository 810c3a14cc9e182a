import QganIR
import QganReport
import QganTooling
import QganTraining

/// A page about run folders.
public struct Report {
  /// A circuit with more operations is not drawn in the page.
  private static let operationLimit = 3000

  /// The page's contents.
  public let page: ReportPage
  /// Every run, read or not.
  public let runs: [RunRecord]

  /// Reads the run folders at and below `paths`.
  ///
  /// Throws `DriverError` if a path is not a folder, or if no run can be read.
  public init(paths: [String], options: ReportPage.Options = .init()) throws {
    var folders: [(path: String, name: String)] = []
    for path in paths {
      do { folders += try RunRecord.folders(at: path) } catch {
        throw DriverError(translating: error)
      }
    }
    guard !folders.isEmpty else {
      throw DriverError(
        .data, "there is no run folder in `\(paths.joined(separator: "`, `"))`",
        hint: "`qganc run` makes run folders")
    }
    var seen: Set<String> = []
    runs = folders.filter { seen.insert($0.path).inserted }.map { RunRecord(reading: $0.path, name: $0.name) }
    guard runs.contains(where: \.isReadable) else {
      let first = runs.first.flatMap { run in run.problems.first.map { "\(run.name): \($0)" } }
      throw DriverError(.data, "no run can be read", hint: first)
    }
    var options = options
    options.version = Version.current
    page = ReportPage(runs, options: options, circuits: Report.circuits)
  }

  /// What the page leaves open, in sentences: the problems of runs.
  public var warnings: [String] { runs.flatMap { run in run.problems.map { "\(run.name): \($0)" } } }

  /// The circuits that the program kept in a run folder trains.
  private static func circuits(of run: RunRecord) throws -> [ReportPage.CircuitDrawing] {
    let compilation = try Compilation(run: run.path, target: run.target ?? run.block)
    let circuits = try Drawing(compilation).circuits()
    if compilation.hasErrors {
      throw DriverError(.program, "the program in the run folder does not compile here")
    }
    return circuits.filter { $0.operations.count <= operationLimit }.map { circuit in
      .init(title: circuit.name, svg: CircuitPicture(circuit).svg())
    }
  }
}
