// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// Every stage is built the same way: no warning survives, so none is ever got used to.
let settings: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// A stage of the pipeline. It imports the model and, at most, the one C library that it is there for; never another stage.
func stage(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: ["StraitModel"] + dependencies, resources: resources, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "StraitModel", "TestSupport"] + dependencies,
        resources: resources,
        swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "strait",
    products: [.executable(name: "strait", targets: ["strait"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibvirt", pkgConfig: "libvirt", providers: [.apt(["libvirt-dev"])]),
        .systemLibrary(name: "CLibssh", pkgConfig: "libssh", providers: [.apt(["libssh-dev"])]),
        .systemLibrary(name: "CLibxml2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),

        .target(name: "StraitModel", swiftSettings: settings),
        stage("StraitConfig", ["Yams"]),
        stage("StraitSystem", ["CLibxml2", subprocess, system, crypto, logging]),
        stage("StraitImage", ["StraitSystem", system]),
        stage("StraitGuest", ["StraitSystem", "CLibvirt"]),
        stage("StraitSSH", ["StraitSystem", "CLibssh"]),
        stage("StraitWorkload"),
        stage("StraitStore", ["StraitSystem", .product(name: "GRDB", package: "GRDB.swift")]),
        stage("StraitAnalysis"),
        stage(
            "StraitReport", ["StraitAnalysis", .product(name: "Mustache", package: "swift-mustache")],
            resources: [.embedInCode("Page")]),
        stage(
            "StraitPipeline",
            [
                "StraitConfig", "StraitImage", "StraitGuest", "StraitSSH", "StraitWorkload", "StraitStore",
                "StraitAnalysis", "StraitReport", "StraitSystem",
            ]),
        .executableTarget(
            name: "strait",
            dependencies: [
                "StraitPipeline", "StraitConfig", "StraitImage", "StraitWorkload", "StraitStore", "StraitAnalysis",
                "StraitReport", "StraitSystem", argumentParser,
            ],
            swiftSettings: settings),

        .target(
            name: "TestSupport", dependencies: ["StraitModel", "StraitStore"], path: "Tests/Support",
            swiftSettings: settings),
        .testTarget(name: "StraitModelTests", dependencies: ["StraitModel", "TestSupport"], swiftSettings: settings),
        tests("StraitSystem", ["CLibxml2"]),
        tests("StraitConfig", ["StraitAnalysis"]),
        tests("StraitImage", ["StraitSystem"]),
        tests("StraitGuest"),
        tests("StraitSSH", ["StraitWorkload"]),
        tests("StraitWorkload"),
        tests("StraitStore"),
        tests("StraitAnalysis"),
        tests("StraitReport", ["StraitAnalysis", "StraitSystem"]),
        tests("StraitPipeline", ["StraitStore", "StraitAnalysis", "StraitReport", "StraitWorkload"]),
        tests("strait", ["StraitImage", "StraitStore", "StraitSystem", argumentParser]),
        // Through the public interface alone: code that moves between targets changes nothing here.
        .testTarget(
            name: "SnapshotTests",
            dependencies: [
                "StraitAnalysis", "StraitConfig", "StraitGuest", "StraitModel", "StraitPipeline", "StraitReport",
                "StraitStore", "strait",
            ],
            path: "Tests/Snapshots", exclude: ["Expected"], swiftSettings: settings),
        .testTarget(
            name: "LiveTests",
            dependencies: [
                "StraitPipeline", "StraitConfig", "StraitImage", "StraitGuest", "StraitSSH", "StraitStore",
                "StraitAnalysis", "StraitModel", "strait", "TestSupport",
            ],
            path: "Tests/Live", swiftSettings: settings),
    ]
)
