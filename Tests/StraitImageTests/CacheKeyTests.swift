// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage
import Testing

@testable import StraitImage

/// The names of things in the cache, as released versions of strait made them. Another name for the same content builds every kernel and
/// every initramfs anew, which takes hours: a change here needs a reason in the change log.
@Suite struct CacheKeyTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func anObjectIsNamedByItsKindAndInputs() async throws {
        let spec = ObjectSpec(kind: "kernel", inputs: ["package linux 7.3.4 abc", "7.3.4"]) { _ in [:] }
        #expect(spec.key == "kernel-e655347cb7fc968dd47baaa5c4a23bc3")
        let empty = ObjectSpec(kind: "userland", inputs: []) { _ in [:] }
        #expect(empty.key == "userland-a9f3a21f7d99b07101179acbe9bc3079")
        let wide = ObjectSpec(kind: "tree", inputs: ["Jörg", "二"]) { _ in [:] }
        #expect(wide.key == "tree-f9d90d9610faf6c87620a26d6f449459")
    }

    @Test func aKernelOfPackagesIsNamedByThem() async throws {
        let parts = try await debian.parts(of: pin, for: .aarch64)
        #expect(parts.kernel.key == "kernel-5d5d9a8555f11e63cb61e50036d69500")
        #expect(parts.headers.key == "headers-566399f90fe83910b0a785bc3ed006a6")
        #expect(parts.source?.key == "source-8764879d83e79e983bae1cf408c1697e")
    }

    @Test func anInitramfsIsNamedByAllThatIsInIt() async throws {
        for (name, text) in [
            ("build.sh", "echo\n"), ("probe/main.c", "int main;\n"), ("kernel/build.sh", "make\n"), ("empty", ""),
            // No part of what is built.
            ("probe/README.md", "words\n"),
        ] {
            try scratch.write(text, to: "images/\(name)")
        }
        let recipe = try Recipe(at: scratch.path.appending("images"))
        #expect(
            recipe.lines == [
                "86b0c5a1e2b73b08fd54c727f4458649ed9fe3ad1b6e8ac9460c070113509a1e  build.sh",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  empty",
                "c117ade9ea8a00abe926dfed79297a9a3632defb97a3ffd1baf33fe92704aa0f  kernel/build.sh",
                "e352c1cd57a83e99f40e13697513b79b96875081b938a6c2ea490d9d74f2c4b8  probe/main.c",
            ])
        let initramfs = Initramfs(
            recipe: recipe, cache: try ObjectCache(root: scratch.path.appending("cache")), jobs: AsyncSemaphore(1),
            progress: Progress(kernel: "k", architecture: .aarch64, tell: { _ in }), architecture: .aarch64, pin: pin,
            parts: try await debian.parts(of: pin, for: .aarch64),
            toolchain: ObjectSpec(kind: "toolchain", inputs: ["gcc"]) { _ in [:] },
            userland: ObjectSpec(kind: "userland", inputs: ["busybox"]) { _ in [:] })
        #expect(initramfs.spec().key == "initramfs-8a8d2debb79e3e7ba5a7e6516f56defb")
    }

    @Test func aTreeIsNamedByItsContent() async throws {
        let content = TreeContent(entries: [
            "Makefile": .init(mode: "644", hash: String(repeating: "a", count: 64)),
            "scripts/run": .init(mode: "755", hash: String(repeating: "b", count: 64)),
            "link": .init(mode: "link", hash: "2e2e"),
        ])
        #expect(content.digest() == "af107a54c92c8ce94cd7ac022f2c989de47bba9397d2ad12646c452c2834fa69")
        #expect(Workspaces.key(of: "/home/user/linux") == "workspace-643c2c0552d8cf8912631451a192d133")
    }

    @Test func whatIsRememberedIsFoundAgain() async throws {
        let pinStore = try PinStore(cache: scratch.path)
        try pinStore.remember(["a": 1], "kernel", "x86_64\nhttp://deb.debian.org/debian\ndebian:sid")
        #expect(try Files.names(in: scratch.path.appending("pins")) == ["kernel-29491b96409fbe2c.json"])
        #expect(try Files.read(scratch.path.appending("pins/kernel-29491b96409fbe2c.json")) == "{\n  \"a\" : 1\n}\n")
    }

    @Test func filesAreHashedByTheirContent() async throws {
        try scratch.write("a\n", to: "files/a b")
        try scratch.write("", to: "files/below/ü")
        let hashes = try await Digest.of(files: ["a b", "below/ü", "gone"], below: scratch.path.appending("files"))
        #expect(
            hashes == [
                "a b": "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7",
                "below/ü": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ])
        #expect(
            try Digest.of(file: scratch.path.appending("files/a b"))
                == "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7")
    }

    private var debian: DebianKernels {
        let jobs = AsyncSemaphore(1)
        let packages = Packages(
            roots: AptRoots(mirror: "http://m", cache: scratch.path, isOffline: true), downloads: jobs, jobs: jobs)
        return DebianKernels(packages: packages, sourcePatterns: ["lib/test_hmm*"])
    }

    private var pin: KernelPin {
        let packages = ["kernel", "headers", "common", "kbuild", "source"].map { role in
            (
                role,
                PackagePin(
                    name: "linux-\(role)", version: "7.3.4-1", file: "linux-\(role)_7.3.4-1_arm64.deb", size: 1,
                    sha256: String(repeating: "c", count: 64), index: AptIndex(suite: "sid", architecture: "arm64"))
            )
        }
        return KernelPin(
            source: KernelSource(scheme: "debian", reference: "sid"), release: "7.3.4-arm64", version: "7.3.4-1",
            compiler: .standard, packages: Dictionary(uniqueKeysWithValues: packages))
    }
}
