// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift room: warnings are errors.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// Rooms that may not touch unsafe memory at all.
let safe: [SwiftSetting] = strict + [.strictMemorySafety()]

let collections: Target.Dependency = .product(name: "OrderedCollections", package: "swift-collections")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "qganc",
  products: [
    .library(name: "QganDriver", targets: ["QganDriver"]),
    .executable(name: "qganc", targets: ["qganc"]),
    .executable(name: "qganc-bench", targets: ["qganc-bench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
  ],
  targets: [
    // Language front end.
    .target(name: "QganSyntax", swiftSettings: safe),
    .target(
      name: "QganSema", dependencies: ["QganSyntax", "QganIR", collections], swiftSettings: safe),

    // The waist: intermediate representations.
    .target(name: "QganIR", dependencies: [collections], swiftSettings: safe),
    .target(name: "QganLibrary", dependencies: ["QganIR", collections], swiftSettings: safe),
    .target(name: "QganPasses", dependencies: ["QganIR", collections], swiftSettings: safe),

    // Execution.
    .target(
      name: "CQganKernels",
      cSettings: [.unsafeFlags(["-O3", "-fno-math-errno", "-ffp-contract=fast"])]),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .target(name: "COneDNN", linkerSettings: [.linkedLibrary("dnnl")]),
    .target(
      name: "QganRuntime",
      dependencies: ["QganIR", "CQganKernels", "COpenBLAS", "COneDNN", collections],
      swiftSettings: strict),

    // Training.
    .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .target(name: "CPNG", dependencies: ["CLibPNG"]),
    .systemLibrary(name: "CLibJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
    .target(name: "CJPEG", dependencies: ["CLibJPEG"]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CQganWeights", exclude: ["fashion28.safetensors"]),
    .target(
      name: "QganTraining",
      dependencies: ["QganIR", "QganRuntime", "CPNG", "CJPEG", "CZlib", "CQganWeights", collections],
      swiftSettings: strict),

    // Tools and facade.
    .target(
      name: "QganTooling", dependencies: ["QganSyntax", "QganSema", "QganPasses", "QganIR"],
      swiftSettings: safe),
    .target(
      name: "QganReport", dependencies: ["QganTraining", "QganTooling", collections], swiftSettings: safe),
    .target(
      name: "QganDriver",
      dependencies: [
        "QganSyntax", "QganSema", "QganIR", "QganLibrary", "QganPasses", "QganRuntime",
        "QganTraining", "QganTooling", "QganReport", collections,
      ],
      resources: [.embedInCode("std"), .embedInCode("templates")],
      swiftSettings: strict),
    .executableTarget(
      name: "qganc", dependencies: ["QganDriver", "QganSyntax", "QganTraining", "QganReport", arguments],
      swiftSettings: strict),
    .executableTarget(
      name: "qganc-bench",
      dependencies: [
        "QganDriver", "QganSyntax", "QganSema", "QganIR", "QganPasses", "QganRuntime", "QganTraining",
        arguments, collections,
      ],
      swiftSettings: strict),

    // Tests: one target a room.
    .target(
      name: "QganTestSupport", dependencies: ["QganSyntax"], path: "Tests/QganTestSupport",
      swiftSettings: strict),
    .testTarget(
      name: "QganSyntaxTests", dependencies: ["QganSyntax", "QganTestSupport"], swiftSettings: strict),
    .testTarget(
      name: "QganSemaTests", dependencies: ["QganSema", "QganSyntax", "QganIR", "QganTestSupport"],
      swiftSettings: strict),
    .testTarget(name: "QganIRTests", dependencies: ["QganIR"], swiftSettings: strict),
    .testTarget(
      name: "QganPassesTests", dependencies: ["QganPasses", "QganIR"], swiftSettings: strict),
    .testTarget(
      name: "QganRuntimeTests", dependencies: ["QganRuntime", "QganPasses", "QganIR"],
      exclude: ["Reference"], swiftSettings: strict),
    .testTarget(
      name: "QganLibraryTests",
      dependencies: ["QganLibrary", "QganRuntime", "QganPasses", "QganIR"], exclude: ["Oracle"],
      swiftSettings: strict),
    .testTarget(
      name: "QganToolingTests",
      dependencies: [
        "QganTooling", "QganSema", "QganSyntax", "QganLibrary", "QganPasses", "QganIR", "QganTestSupport",
      ],
      exclude: ["Snapshots", "Formatting/Cases"],
      swiftSettings: strict),
    .testTarget(
      name: "QganReportTests", dependencies: ["QganReport", "QganTraining"], swiftSettings: strict),
    .testTarget(
      name: "QganTrainingTests", dependencies: ["QganTraining", "QganRuntime", "QganIR"],
      exclude: ["Metrics/Reference"], swiftSettings: strict),
    .testTarget(
      name: "QganDriverTests",
      dependencies: [
        "qganc", "QganDriver", "QganSema", "QganSyntax", "QganTraining", "QganRuntime", "QganPasses",
        "QganLibrary", "QganTooling", "QganReport", "QganIR", "QganTestSupport",
      ],
      exclude: ["Reference"], swiftSettings: strict),
    .testTarget(
      name: "QganBenchTests",
      dependencies: [
        "qganc-bench", "QganDriver", "QganIR", "QganPasses", "QganRuntime", "QganTraining", "QganTestSupport",
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
