// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Synchronization
import SystemPackage
import Testing

@testable import StraitImage

/// A source of kernels that answers as it is told, and says how often it was asked.
private final class FakeKernels: KernelProvider {
    let scheme = "fake"
    let isRemembered: Bool
    private let asked = Mutex<[String]>([])

    init(remembered: Bool = true) { isRemembered = remembered }

    var questions: [String] { asked.withLock { $0 } }

    func resolve(_ query: KernelQuery) async throws -> KernelPin {
        let (source, architecture) = (query.source, query.architecture)
        let pages = query.pageSizeKiB.map { " \($0)k" } ?? ""
        asked.withLock { $0.append("\(source.reference) \(architecture.rawValue)\(pages)") }
        switch source.reference {
        case "never": throw StraitError(.unsupported, "it has no such flavour")
        case "gone": throw StraitError(.sourceUnavailable, "it has left the mirror")
        case "broken": throw StraitError(.infrastructure, "there is no network")
        default:
            return KernelPin(
                source: source, release: "7.3.4", version: "7.3.4-1",
                compiler: CompilerChoice(suite: "trixie", name: "gcc-14"), packages: [:])
        }
    }

    func parts(of pin: KernelPin, for architecture: Architecture) async throws -> KernelParts {
        throw StraitError(.infrastructure, "not part of these tests")
    }
}

@Suite struct ImageBuildTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.write("", to: "images/build.sh")
        try scratch.write("lib/test_hmm*\n", to: "images/source.paths")
    }

    private func pass(_ provider: any KernelProvider, anew: Bool = false) async throws -> ImageBuild {
        try ImageBuild(
            cache: try ObjectCache(root: scratch.path.appending("cache")),
            recipe: try Recipe(at: scratch.path.appending("images")), mirror: "http://m", anew: anew,
            providers: [provider], tell: { _ in })
    }

    private func request(
        _ references: String..., for architecture: Architecture, pageSizeKiB: Int? = nil
    ) -> ImageRequest {
        let sources = references.map { KernelSource(scheme: "fake", reference: $0) }
        return ImageRequest(KernelRequest(name: "stock", sources: sources), architecture, pageSizeKiB: pageSizeKiB)
    }

    @Test func nextSourceIsTriedAndTheReasonKept() async throws {
        let choice = try await pass(FakeKernels()).choose(request("gone", "there", for: .ppc64le))
        #expect(choice.pin.source.description == "fake:there")
        #expect(choice.passedOver == ["fake:gone: it has left the mirror"])
    }

    @Test func allReasonsAreToldWhereNoSourceIsLeft() async throws {
        let error = await #expect(throws: StraitError.self) {
            try await pass(FakeKernels()).choose(request("gone", "gone", for: .ppc64le))
        }
        #expect(
            error?.message == "no source of the kernel stock is available for ppc64le: "
                + "fake:gone: it has left the mirror; fake:gone: it has left the mirror")
    }

    @Test func whatNoSourceHasIsUnsupportedAndWhatOneCannotGiveNowIsTrouble() async throws {
        func kind(_ references: String...) async throws -> StraitError.Kind? {
            let request = KernelRequest(
                name: "stock", sources: references.map { KernelSource(scheme: "fake", reference: $0) })
            return await #expect(throws: StraitError.self) {
                try await pass(FakeKernels()).choose(ImageRequest(request, .aarch64))
            }?.kind
        }
        #expect(try await kind("never", "never") == .unsupported)
        #expect(try await kind("never", "gone") == .infrastructure)
        #expect(try await kind("gone", "never") == .infrastructure)
    }

    @Test func troubleOfTheHostIsNotPassedOver() async throws {
        let provider = FakeKernels()
        let error = await #expect(throws: StraitError.self) {
            try await pass(provider).choose(request("broken", "there", for: .x86_64))
        }
        #expect(error?.message == "there is no network")
        #expect(provider.questions == ["broken x86_64"])
    }

    @Test func choiceIsRememberedUntilItIsAskedAnew() async throws {
        let provider = FakeKernels()
        _ = try await pass(provider).choose(request("gone", "there", for: .x86_64))
        let again = try await pass(provider).choose(request("gone", "there", for: .x86_64))
        #expect(again.passedOver == ["fake:gone: it has left the mirror"])
        #expect(provider.questions == ["gone x86_64", "there x86_64"])
        _ = try await pass(provider).choose(request("gone", "there", for: .aarch64))
        _ = try await pass(provider, anew: true).choose(request("gone", "there", for: .x86_64))
        #expect(provider.questions.count == 6)
    }

    @Test func eachPageSizeIsAnotherChoice() async throws {
        let provider = FakeKernels()
        for pageSize in [nil, 16, 4, 16, nil] {
            _ = try await pass(provider).choose(request("there", for: .aarch64, pageSizeKiB: pageSize))
        }
        #expect(provider.questions == ["there aarch64", "there aarch64 16k", "there aarch64 4k"])
    }

    @Test func directoryIsLookedAtEveryTime() async throws {
        let provider = FakeKernels(remembered: false)
        for _ in 0..<2 { _ = try await pass(provider).choose(request("there", for: .x86_64)) }
        #expect(provider.questions.count == 2)
    }

    @Test func offlineNothingIsFetched() async throws {
        let cache = try ObjectCache(root: scratch.path.appending("cache"))
        let pass = try ImageBuild(
            cache: cache, recipe: try Recipe(at: scratch.path.appending("images")), mirror: "http://m",
            anew: false, isOffline: true, tell: { _ in })
        let sources = [KernelSource(scheme: "debian", reference: "sid")]
        for patches in [[], ["/fix.patch"]] {
            let request = ImageRequest(KernelRequest(name: "x", sources: sources, patches: patches), .x86_64)
            let error = await #expect(throws: StraitError.self) { try await pass.choose(request) }
            #expect(
                error?.message == "no source of the kernel x is available for x86_64: "
                    + "debian:sid: it is not in the cache, and http://m is not asked now")
        }
        #expect(!Files.exists(cache.root.appending("apt")))
    }

    @Test func treeIsOneUnderAllItsNames() async throws {
        try scratch.write("VERSION = 7\n", to: "linux/Makefile")
        try scratch.write("config X\n", to: "linux/Kconfig")
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path.appending("link").string, withDestinationPath: "linux")
        let pass = try ImageBuild(
            cache: try ObjectCache(root: scratch.path.appending("cache")),
            recipe: try Recipe(at: scratch.path.appending("images")), mirror: "http://m", anew: false,
            isOffline: true, tell: { _ in })
        var trees: Set<String?> = []
        for name in ["linux", "linux/.", "images/../linux", "link"] {
            let source = KernelSource(scheme: "tree", reference: "\(scratch.path)/\(name)")
            let choice = try await pass.choose(
                ImageRequest(KernelRequest(name: "x", sources: [source]), .x86_64))
            trees.insert(choice.pin.tree?.tree)
        }
        #expect(trees == [Files.canonical(scratch.path.appending("linux")).string])
    }

    @Test func whatIsWrongIsToldBeforeAnythingIsBuilt() async throws {
        try scratch.write("VERSION = 7\n", to: "linux/Makefile")
        try scratch.write("config X\n", to: "linux/Kconfig")
        func request(_ name: String, _ patches: [String]) -> ImageRequest {
            let source = KernelSource(scheme: "tree", reference: scratch.path.appending("linux").string)
            return ImageRequest(KernelRequest(name: name, sources: [source], patches: patches), .x86_64)
        }
        let store = try ImageStore(
            cache: scratch.path.appending("cache").string, recipes: scratch.path.appending("images").string)
        let outcomes = try await store.build([request("good", []), request("bad", ["/no.patch"])])
        #expect(outcomes.map(\.request.kernel.name) == ["bad"])
        let error = #expect(throws: StraitError.self) { try outcomes.first?.result.get() }
        #expect(error?.message == "there is no patch /no.patch")
        #expect(try await store.list().isEmpty)
    }

    @Test func unknownSchemeNamesTheKnownOnes() async throws {
        let error = await #expect(throws: StraitError.self) {
            try await pass(FakeKernels()).choose(
                ImageRequest(
                    KernelRequest(name: "x", sources: [KernelSource(scheme: "ftp", reference: "y")]), .x86_64))
        }
        #expect(error?.message == "ftp:y is not a source of kernels: sources begin with fake:")
        #expect(error?.kind == .request)
    }
}
