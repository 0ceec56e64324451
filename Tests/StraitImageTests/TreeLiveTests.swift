// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage
import Testing

@testable import StraitImage

/// A tree of two files whose recipe is a Makefile of five lines, in the real sandbox: with Debian's mirror, so only where STRAIT_LIVE
/// is set.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["STRAIT_LIVE"] == "1"), .timeLimit(.minutes(10)))
struct TreeLiveTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.write("bash\ncoreutils\ndash\ngrep\nmake\n", to: "images/toolchain.packages")
        try scratch.write("busybox-static\n", to: "images/userland.packages")
        try scratch.write("lib\n", to: "images/source.paths")
        try scratch.write(
            """
            set -eu
            test -d "$HEADERS" && test -e /source/lib.txt
            cat /source/lib.txt > /out/initramfs.cpio
            echo '{"testHmm": true, "hmmTests": true, "reasons": [], "interface": "range", "devicePrivate": true,
                   "pageSize": 4096, "config": {}}' > /out/manifest.json
            """, to: "images/build.sh")
        try scratch.write(
            """
            set -eu
            if touch /source/x 2> /dev/null; then echo "error: the tree can be written to"; exit 1; fi
            rm -f /build/made
            touch /build/made
            make -C /source
            mkdir -p "/out/usr/src/linux-headers-7.3-strait" /out/source
            cat /build/a.o /build/b.o > /out/vmlinuz
            cp /build/made /out/made
            echo lib > /out/source/lib.txt
            echo 7.3-strait > /out/release
            echo "CONFIG_X=y did not take effect" > /out/config.notes
            """, to: "images/kernel/build.sh")
        try scratch.write(
            """
            VERSION = 7
            PATCHLEVEL = 3
            all: /build/a.o /build/b.o
            /build/%.o: mm/%.c
            \t@! grep -n error $< || exit 1
            \tcp $< $@
            \techo $* >> /build/made

            """, to: "linux/Makefile")
        try scratch.write("config X\n", to: "linux/Kconfig")
        for name in ["a", "b"] { try scratch.write("int \(name);\n", to: "linux/mm/\(name).c") }
        try scratch.write("--- a/mm/b.c\n+++ b/mm/b.c\n@@ -1 +1 @@\n-int b;\n+int patched;\n", to: "b.patch")
    }

    /// A store of its own each time, as another run of strait has.
    private func build(_ patches: String...) async throws -> GuestImage {
        let store = try ImageStore(
            cache: scratch.path.appending("cache").string, recipes: scratch.path.appending("images").string)
        let source = KernelSource(scheme: "tree", reference: scratch.path.appending("linux").string)
        let request = KernelRequest(
            name: "k", sources: [source], patches: patches.map { scratch.path.appending($0).string })
        return try await store.build([ImageRequest(request, .x86_64)])[0].result.get()
    }

    /// What make made for an image, in order.
    private func made(_ image: GuestImage) throws -> [String] {
        let path = FilePath(image.kernelPath).removingLastComponent().appending("made")
        return try Files.read(path).split(separator: "\n").map(String.init)
    }

    @Test func onlyWhatChangedIsMadeAgain() async throws {
        let base = try await build()
        #expect(try made(base) == ["a", "b"])
        #expect(base.release == "7.3-strait")
        #expect(base.passedOver == ["CONFIG_X=y did not take effect"])
        #expect(base.patches == nil)

        // As a mere touch: the same content is the same kernel, and nothing runs.
        try scratch.write("int a;\n", to: "linux/mm/a.c")
        #expect(try await build() == base)

        let patched = try await build("b.patch")
        #expect(try made(patched) == ["b"])
        #expect(patched.patches?.map(\.name) == ["b.patch"])
        #expect(patched.version != base.version)
        #expect(try Files.read(FilePath(patched.kernelPath)) == "int a;\nint patched;\n")

        // Back and forth: both are there.
        #expect(try await build() == base)
        try scratch.write("int changed;\n", to: "linux/mm/a.c")
        #expect(try made(try await build()) == ["a"], "the patched file is in a workspace of its own")
    }

    @Test func kernelThatDoesNotBuildSaysItsFirstError() async throws {
        try scratch.write("error: expected\n", to: "linux/mm/b.c")
        let error = await #expect(throws: StraitError.self) { try await build() }
        #expect(error?.kind == .kernelBuild)
        #expect(error?.cause?.contains("1:error: expected") == true)
        // Another variant of the same release fails as well: each has its log.
        let first = try #require(try Self.log(of: error))
        try scratch.write("error: unexpected\n", to: "linux/mm/b.c")
        let other = await #expect(throws: StraitError.self) { try await build() }
        #expect(try Files.read(first).contains("error: expected"))
        #expect(try Files.read(try #require(try Self.log(of: other))).contains("error: unexpected"))
        let refused = await #expect(throws: StraitError.self) { try await build("b.patch") }
        #expect(refused?.kind == .patchConflict)
    }

    /// The log that an error tells of.
    private static func log(of error: StraitError?) throws -> FilePath? {
        try /as told in (\S+\.log)/.firstMatch(in: error?.message ?? "").map { FilePath(String($0.1)) }
    }
}
