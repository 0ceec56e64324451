// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import StraitImage
import StraitModel
import StraitPipeline
import StraitReport

/// `strait image …`: kernels and what the guests boot with.
struct ImageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image", abstract: "Build, list and remove guest images.",
        subcommands: [Build.self, Update.self, List.self, Prune.self])

    /// The arguments that select images; all subcommands but `list` have them.
    struct Selection: ParsableArguments {
        @Argument(help: "Configurations whose cells' images are meant (default: Debian's newest kernel).")
        var configs: [String] = []

        @OptionGroup var named: KernelOptions

        @Option(help: "Only this architecture; may be repeated.")
        var arch: [String] = []

        /// What the cells of the configurations boot, each once; of a single kernel what `variants` says that it is
        /// asked for.
        func requests(
            variants: (KernelRequest, Architecture) async throws -> [ImageRequest] = { [ImageRequest($0, $1)] }
        ) async throws -> [ImageRequest] {
            let architectures = try architectures()
            let kernel = try named.request(named: "kernel")
            guard kernel == nil || configs.isEmpty else {
                throw StraitError(
                    .request, "name configurations or --kernel, not both: a configuration names its own kernels")
            }
            guard configs.isEmpty else {
                return try configs.flatMap { try ConfigurationFile.load($0).matrix.images }
                    .filter { architectures.contains($0.architecture) }.uniqued()
            }
            var requests: [ImageRequest] = []
            for architecture in architectures { requests += try await variants(kernel ?? .standard, architecture) }
            return requests
        }

        private func architectures() throws -> [Architecture] {
            let chosen = try arch.map { name in
                guard let architecture = Architecture(rawValue: name) else {
                    let known = Architecture.allCases.map(\.rawValue).joined(separator: ", ")
                    throw StraitError(.request, "--arch \(name): no such architecture; known: \(known)")
                }
                return architecture
            }
            return chosen.isEmpty ? Architecture.allCases : chosen
        }
    }

    struct Build: AsyncParsableCommand, LoggedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Build images that are not in the cache; a kernel that was chosen before stays.")
        @OptionGroup var selection: Selection
        @Flag(help: "Print nothing but errors.") var quiet = false

        @OptionGroup var logging: LogOptions

        func run() async throws { try await reporting { try await build(selection, quiet: quiet, anew: false) } }
    }

    struct Update: AsyncParsableCommand, LoggedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the newest kernel of every source, and build its images.")
        @OptionGroup var selection: Selection
        @Flag(help: "Print nothing but errors.") var quiet = false

        @OptionGroup var logging: LogOptions

        func run() async throws { try await reporting { try await build(selection, quiet: quiet, anew: true) } }
    }

    private static func build(_ selection: Selection, quiet: Bool, anew: Bool) async throws {
        let locations = try Locations.standard()
        let progress = RunProgress(terminal: .output, quiet: quiet)
        // Progress appears before an error message.
        defer { progress.end() }
        let news = ImageNews { progress.show($0) }
        let outcomes = try await Interruptible.run {
            let store = try ImageStore(cache: locations.cache, recipes: locations.recipes, progress: news.show)
            return anew
                ? try await store.update(try await selection.requests(variants: store.known))
                : try await store.build(try await selection.requests())
        }
        progress.end()
        var failure: ExitCode?
        let isAnyBuilt = outcomes.contains { if case .success = $0.result { true } else { false } }
        for outcome in outcomes {
            switch outcome.result {
            case .success(let image):
                news.note(image.passedOver)
                guard !quiet else { continue }
                let before =
                    anew ? outcome.before.map { $0 == image.version ? ", as before" : ", before it \($0)" } : nil
                Terminal.output.line(
                    "\(image.kernel) \(image.architecture.rawValue): \(image.release) (\(image.source), \(image.version))"
                        + patched(image.patches ?? []) + (before ?? ""))
            case .failure(let error):
                let request = outcome.request
                Terminal.errors.line("strait: \(request.kernel.name) \(request.architecture.rawValue): \(error)")
                // An image that is impossible for one architecture is no failure if another one was built.
                if error.kind == .unsupported, isAnyBuilt { continue }
                // A wrong request is reported as such, even if another image had trouble of the infrastructure.
                failure = failure == .request || error.isWrongRequest ? .request : .noVerdict
            }
        }
        if let failure { throw failure }
    }

    /// The patches of an image, for its line: the names of up to three, of more the first and the last.
    static func patched(_ patches: [AppliedPatch]) -> String {
        guard let first = patches.first?.name, let last = patches.last?.name else { return "" }
        let names = patches.count > 3 ? ["\(first) … \(last)"] : patches.map(\.name)
        let count = patches.count == 1 ? "1 patch" : "\(patches.count) patches"
        return ", with \(count): " + Clean.line(names.joined(separator: "; "))
    }

    struct List: AsyncParsableCommand, LoggedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what is in the cache, where it came from, and how large it is.")
        @Flag(help: "Print the list as JSON.") var json = false

        @OptionGroup var logging: LogOptions

        func run() async throws {
            try await reporting {
                let locations = try Locations.standard()
                let store = try ImageStore(cache: locations.cache, recipes: locations.recipes)
                let objects = try await store.list()
                if json { return Terminal.output.data(try JSONLine.encode(objects)) }
                for line in CacheTable(objects).lines { Terminal.output.line(line) }
            }
        }
    }

    struct Prune: AsyncParsableCommand, LoggedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove from the cache what these kernels do not need and no running process uses.")
        @OptionGroup var selection: Selection

        @OptionGroup var logging: LogOptions

        func run() async throws {
            try await reporting {
                let locations = try Locations.standard()
                let store = try ImageStore(cache: locations.cache, recipes: locations.recipes)
                let removed = try await store.prune(keeping: try await selection.requests(variants: store.known))
                for line in CacheTable(removed).lines { Terminal.output.line("removed \(line)") }
            }
        }
    }
}
