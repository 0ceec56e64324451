// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage
import Testing

@testable import StraitImage

/// With Debian's mirror: only where STRAIT_LIVE is set, for it takes a minute and 300 MB.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["STRAIT_LIVE"] == "1"), .timeLimit(.minutes(10)))
struct LiveTests {
    private let scratch: Scratch

    /// A recipe that shows what the sandbox is, in place of the one that compiles.
    init() throws {
        scratch = try Scratch()
        try scratch.write("bash\ncoreutils\ndash\n", to: "images/toolchain.packages")
        try scratch.write("busybox-static\n", to: "images/userland.packages")
        try scratch.write("lib/test_hmm.c\nlib/no-such-file\n", to: "images/source.paths")
        try scratch.write(
            """
            set -eu
            test -f "$HEADERS/.config" && test -d "$HEADERS/scripts/." && test -f /source/lib/test_hmm.c
            test -x /userland/usr/bin/busybox
            for place in / /usr/src /source /recipe; do
                if touch "$place/x" 2> /dev/null; then echo "error: $place can be written to"; exit 1; fi
            done
            test "$(cat /proc/net/dev | tail -n +3 | cut -d: -f1 | tr -d ' ')" = lo
            echo "$STRAIT_ARCH $KARCH $CROSS_COMPILE $GCC" > /out/initramfs.cpio
            touch /out/strait_probe.ko
            echo 'no libc' > /out/hmm-tests.reason
            echo '{"interface": "range", "devicePrivate": true, "pageSize": 4096, "config": {}}' > /out/manifest.json
            """, to: "images/build.sh")
    }

    private func store() throws -> ImageStore {
        try ImageStore(
            cache: scratch.path.appending("cache").string, recipes: scratch.path.appending("images").string)
    }

    @Test func newestKernelIsBuiltOnceAndThenNeedsNoNetwork() async throws {
        let kernel = KernelRequest(
            name: "stock", sources: [KernelSource(scheme: "debian", reference: "trixie-backports")])
        let request = ImageRequest(kernel, .aarch64)
        let image = try await store().build([request])[0].result.get()
        #expect(image.release.hasSuffix("-arm64"))
        #expect(
            image.facts.contents == [ImageContent("strait_probe.ko"), ImageContent("hmm-tests", missing: "no libc")])
        #expect(try Files.read(FilePath(image.initramfsPath)) == "aarch64 arm64 aarch64-linux-gnu- gcc-14\n")
        #expect(try Digest.of(file: FilePath(image.kernelPath)) == image.kernelSHA256)

        // Whatever asks apt makes its directory anew: nothing that is warm does.
        let indexes = scratch.path.appending("cache/apt")
        try Files.remove(indexes)
        let warm = try await store().build([request])[0].result.get()
        #expect(warm == image)
        #expect(!FileManager.default.fileExists(atPath: indexes.string))

        try scratch.write("exit 1\n", to: "images/build.sh")
        let failure = try await store().build([request])[0].result
        #expect(throws: StraitError.self) { try failure.get() }
        #expect(!Files.exists(indexes))
    }
}
