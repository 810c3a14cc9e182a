import ArgumentParser
import QganDriver

/// `qganc new`: starts a project.
struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Start a project: a commented program that trains, and how to go on.",
    discussion: """
      Makes the folder NAME with NAME.qgan, README.md and .gitignore. Nothing is ever overwritten.

      Examples:
        qganc new clothes                          a hybrid GAN
        qganc new clothes --template classifier
      """)

  @Argument(
    help: ArgumentHelp("The project's name; with folders before it, where it goes.", valueName: "name"))
  var name: String

  @Option(help: "What to start with.")
  var template: ProjectTemplate = .hybrid

  func run() throws {
    let project = try NewProject(name, template: template)
    try project.write()
    for file in project.files { Console.note("wrote \(project.folder)/\(file.name)") }
  }
}

extension ProjectTemplate: ExpressibleByArgument {}
