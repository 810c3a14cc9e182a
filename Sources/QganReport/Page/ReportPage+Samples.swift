import Foundation
import QganTraining

extension ReportPage {
  /// Grids of a run that are shown unless all are asked for.
  private static let columns = 6
  /// Bytes of all pictures of a page.
  private static let byteLimit = 32 << 20

  /// Grids by group, one run of each unless all are asked for, from the first step to the last.
  func samplesSection() -> String? {
    var parts: [String] = []
    var bytes = 0
    var omitted = 0
    for (index, group) in groups.enumerated() {
      let runs = group.runs.filter { !$0.samples.isEmpty }
      for run in options.hasAllGrids ? runs : Array(runs.prefix(1)) {
        let chosen = options.hasAllGrids ? run.samples : Self.spread(run.samples)
        var figures: [String] = []
        for sample in chosen {
          guard let data = try? ByteSource(path: sample.path).readAll(), let size = Self.size(of: data) else {
            figures.append(
              "<figure><figcaption class=\"problem\">step \(HTML.count(sample.step)): damaged picture</figcaption></figure>"
            )
            continue
          }
          guard bytes + data.count <= Self.byteLimit else {
            omitted += 1
            continue
          }
          bytes += data.count
          figures.append(figure(sample, data, size, group: group, run: run))
        }
        let seed = run.seed.map { " <small>seed \(HTML.escaped($0))</small>" } ?? ""
        parts.append(
          "<h3>\(name(index))\(seed)</h3>\n<div class=\"strip\" tabindex=\"0\">\(figures.joined())</div>")
      }
    }
    guard !parts.isEmpty else { return nil }
    if omitted > 0 {
      parts.append("<p class=\"hint\">\(HTML.count(omitted)) pictures more are in the run folders.</p>")
    }
    return parts.joined(separator: "\n")
  }

  private func figure(
    _ sample: RunRecord.Sample, _ data: [UInt8], _ size: (width: Int, height: Int), group: ReportGroup,
    run: RunRecord
  ) -> String {
    let place =
      "step \(HTML.count(sample.step))" + (sample.epoch.map { ", epoch \(HTML.count($0 + 1))" } ?? "")
    let seed = run.seed.map { ", seed \($0)" } ?? ""
    let text = HTML.escaped("Grid of samples of group \(group.letter)\(seed), \(place)")
    let source = Data(data).base64EncodedString()
    return
      "<figure><img alt=\"\(text)\" width=\"\(size.width)\" height=\"\(size.height)\" loading=\"lazy\" "
      + "src=\"data:image/png;base64,\(source)\"><figcaption>\(HTML.escaped(place))</figcaption></figure>"
  }

  /// The first, the last, and evenly between them.
  static func spread(_ samples: [RunRecord.Sample]) -> [RunRecord.Sample] {
    guard samples.count > columns else { return samples }
    return (0..<columns).map { samples[$0 * (samples.count - 1) / (columns - 1)] }
  }

  /// Width and height as a PNG's header has them; `nil` for what is no PNG.
  static func size(of data: [UInt8]) -> (width: Int, height: Int)? {
    guard data.count > 33, data.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
      data[12..<16].elementsEqual("IHDR".utf8), data.suffix(8).prefix(4).elementsEqual("IEND".utf8)
    else { return nil }
    func number(_ start: Int) -> Int { data[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    let (width, height) = (number(16), number(20))
    return width > 0 && height > 0 && width < 1 << 20 && height < 1 << 20 ? (width, height) : nil
  }
}
