import ArgumentParser
import Foundation
import QganDriver

/// `qganc docs`: writes the reference pages.
struct DocsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "docs", abstract: "Write the reference pages from the registries.",
    discussion: "Example:\n  qganc docs docs/reference")

  @Argument(help: "The folder that the pages go to.", completion: .directory)
  var folder: String

  func run() throws {
    for (name, text) in ReferencePages.all() + [("cli.md", CommandPage.text())] {
      try ReferencePages.write(text, named: name, in: folder)
    }
  }
}

/// The reference page of the command line, printed from the commands' own help.
enum CommandPage {
  static func text() -> String {
    var text = "<!-- Printed by `qganc docs` from the commands; edit them, not this page. -->\n\n# Commands\n"
    text += "\n```\n\(Qganc.helpMessage(columns: 100))\n```\n"
    for command in Qganc.configuration.subcommands {
      let name = command.configuration.commandName ?? ""
      text += "\n## qganc \(name)\n\n```\n\(Qganc.helpMessage(for: command, columns: 100))\n```\n"
    }
    return text
  }
}
