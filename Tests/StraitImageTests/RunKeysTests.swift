// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage
import Testing

@testable import StraitImage

@Suite struct RunKeysTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func image(_ initramfs: FilePath) -> GuestImage {
        GuestImage(
            architecture: .x86_64, kernel: "stock", source: KernelSource(scheme: "debian", reference: "trixie"),
            release: "7.3.4", version: "7.3.4-1", kernelPath: "/", initramfsPath: initramfs.string, kernelSHA256: "",
            initramfsSHA256: "0123456789abcdef",
            facts: KernelFacts(
                options: ["DEVICE_PRIVATE": "y"], pageSizeKiB: 4, interface: "range", contents: []))
    }

    private func make(in directory: FilePath, _ host: UInt8 = 1, client: String = "ssh-ed25519 AAAA me\n") async throws
        -> RunKeys
    {
        try await RunKeys.make(
            in: directory.string, hostKey: [UInt8](repeating: host, count: 83), hostPublicKey: "ssh-ed25519 BBBB",
            authorizedKey: client)
    }

    @Test func archiveHoldsTheKeysAndNothingElse() async throws {
        let keys = try await make(in: scratch.path)
        #expect(keys.hostPublicKey == "ssh-ed25519 BBBB")
        let listing = try await Program.check("cpio", ["--quiet", "-tv", "--numeric-uid-gid", "-F", keys.archive])
        let lines = listing.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(
            lines.map { [$0[0], $0[2], $0[3]] + $0.suffix(1) } == [
                ["drwxr-xr-x", "0", "0", "etc"], ["drwxr-xr-x", "0", "0", "etc/dropbear"],
                ["-rw-------", "0", "0", "etc/dropbear/dropbear_ed25519_host_key"],
                ["drwx------", "0", "0", "root"], ["drwx------", "0", "0", "root/.ssh"],
                ["-rw-------", "0", "0", "root/.ssh/authorized_keys"],
            ])
        #expect(try Files.names(in: scratch.path) == ["keys.cpio"])
    }

    @Test func runsDifferInKeysAndNotInSize() async throws {
        let first = try await make(in: scratch.path.appending("1"), 1, client: "ssh-ed25519 AAAA a")
        let second = try await make(in: scratch.path.appending("2"), 2, client: "ssh-ed25519 AAAA somebody@somewhere")
        for keys in [first, second] {
            #expect(try Data(contentsOf: URL(fileURLWithPath: keys.archive)).count == OverlayArchive.size)
        }
    }

    @Test func keysFollowTheInitramfsWhereTheKernelLooks() async throws {
        let keys = try await make(in: scratch.path)
        try scratch.write("12345", to: "initramfs.cpio.zst")
        let path = try keys.bootInitramfs(
            for: image(scratch.path.appending("initramfs.cpio.zst")), in: scratch.path.string)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(whole.prefix(8) == Data("12345".utf8) + Data(count: 3))
        #expect(whole.dropFirst(8).prefix(6) == Data("070701".utf8))
        #expect(whole.count == 8 + OverlayArchive.size)
    }
}
