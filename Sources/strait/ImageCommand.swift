// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitImage
import StraitModel
import StraitPipeline

/// `strait image …`: kernels and what the guests boot with.
struct ImageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image", abstract: "Build, list and remove guest images.",
        subcommands: [Build.self, Update.self, List.self, Prune.self])

    /// What every one of them can be told.
    struct Selection: ParsableArguments {
        @Argument(help: "A configuration whose kernels to build; debian:trixie-backports where none is given.")
        var config: String?

        @OptionGroup var named: KernelOptions

        @Option(help: "Only for these architectures.")
        var arch: [String] = []

        func kernels() throws -> [KernelRequest] {
            if let kernel = try named.request(named: "kernel") {
                guard config == nil else {
                    throw StraitError(.request, "either a configuration or --kernel: a configuration names its kernels")
                }
                return [kernel]
            }
            guard let config else {
                return [
                    KernelRequest(
                        name: "stock", sources: [KernelSource(scheme: "debian", reference: "trixie-backports")])
                ]
            }
            return try ConfigurationFile.load(config).matrix.kernels
        }

        func architectures() throws -> [Architecture] {
            let chosen = try arch.map { name in
                guard let architecture = Architecture(rawValue: name) else {
                    let known = Architecture.allCases.map(\.rawValue).joined(separator: ", ")
                    throw StraitError(.request, "--arch \(name): there are \(known)")
                }
                return architecture
            }
            return chosen.isEmpty ? Architecture.allCases : chosen
        }
    }

    struct Build: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Build what is not in the cache; a kernel that was resolved before stays the one that is used.")
        @OptionGroup var selection: Selection
        @Flag(help: "Print nothing but errors.") var quiet = false

        func run() async throws { try await reporting { try await build(selection, quiet: quiet, anew: false) } }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the newest kernel of every source, and build it.")
        @OptionGroup var selection: Selection
        @Flag(help: "Print nothing but errors.") var quiet = false

        func run() async throws { try await reporting { try await build(selection, quiet: quiet, anew: true) } }
    }

    private static func build(_ selection: Selection, quiet: Bool, anew: Bool) async throws {
        let (kernels, architectures) = (try selection.kernels(), try selection.architectures())
        let locations = try Locations.standard()
        let outcomes = try await Interruptible.run {
            let store = try ImageStore(cache: locations.cache, recipes: locations.recipes) { event in
                guard !quiet, let line = event.line else { return }
                Terminal.output.line(line)
            }
            return anew
                ? try await store.update(kernels, for: architectures)
                : try await store.build(kernels, for: architectures)
        }
        var failure: ExitCode?
        for outcome in outcomes {
            switch outcome.result {
            case .success(let image):
                for reason in image.passedOver where !quiet { Terminal.output.line("note: \(reason)") }
                guard !quiet else { continue }
                Terminal.output.line(
                    "\(image.kernel) \(image.architecture.rawValue): \(image.release) (\(image.source), \(image.version))"
                )
            case .failure(let error):
                // What was asked wrongly stays wrong, whatever else the infrastructure does.
                failure = failure == .request || error.kind == .request ? .request : .noVerdict
                Terminal.errors.line("strait: \(outcome.kernel) \(outcome.architecture.rawValue): \(error)")
            }
        }
        if let failure { throw failure }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what is cached, what it came from, and how large it is.")
        @Flag(help: "Print it as JSON.") var json = false

        func run() async throws {
            try await reporting {
                let locations = try Locations.standard()
                let store = try ImageStore(cache: locations.cache, recipes: locations.recipes)
                let objects = try await store.list()
                if json { return Terminal.output.line(try JSONLine.encode(objects)) }
                for object in objects {
                    let origin = object.origin.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                    Terminal.output.line(
                        "\(object.kind) \(object.bytes >> 20) MiB, used \(object.lastUsed): \(origin.joined(separator: ", "))"
                    )
                }
                Terminal.output.line("\(objects.count) objects, \(objects.reduce(0) { $0 + $1.bytes } >> 20) MiB")
            }
        }
    }

    struct Prune: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove what the kernels of a configuration do not need and no running strait uses.")
        @OptionGroup var selection: Selection

        func run() async throws {
            try await reporting {
                let locations = try Locations.standard()
                let store = try ImageStore(cache: locations.cache, recipes: locations.recipes)
                let removed = try await store.prune(
                    keeping: try selection.kernels(), for: try selection.architectures())
                Terminal.output.line(
                    "removed \(removed.count) objects, \(removed.reduce(0) { $0 + $1.bytes } >> 20) MiB")
            }
        }
    }
}
