import ArgumentParser
import QganDriver

/// The root command.
struct Qganc: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "qganc",
    abstract: "Compiler, runtime and toolchain for .qgan: quantum circuits and hybrid GANs.",
    discussion: """
      Examples:
        qganc new clothes                        a project to start from
        qganc compile model.qgan                 check everything and write model.qganm
        qganc run model.qgan                     train it
        qganc run model.qgan --set RATE=1e-4     with a config replaced
        qganc sample runs/hybrid-0001 -n 64 -o grid.png
        qganc fmt model.qgan                     lay it out
        qganc draw model.qgan                    its circuits
        qganc report runs/hybrid-0001 -o report.html
        qganc eval runs/hybrid-0001              FID, KID and other metrics
        qganc lint model.qgan                    what is probably not meant
        qganc explain QG103                      what a diagnostic means

      Exit codes: 0 done, 1 errors in the program, 2 usage, 3 bad data or weights, 4 not enough memory or disk,
      5 a loss became NaN or infinite, 130 interrupted.
      """,
    version: "qganc \(Version.current)",
    subcommands: [
      CompileCommand.self, RunCommand.self, SampleCommand.self, EvalCommand.self, SimulateCommand.self,
      NewCommand.self, FmtCommand.self, LintCommand.self, AnalyzeCommand.self, DrawCommand.self,
      ReportCommand.self, LspCommand.self, ExplainCommand.self, DoctorCommand.self, DocsCommand.self,
    ])
}
