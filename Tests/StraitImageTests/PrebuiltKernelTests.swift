// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage
import Testing

@testable import StraitImage

/// What `files:` finds in a directory, and what it says of what is missing.
@Suite struct GivenKernelTests {
    private let scratch: Scratch
    private let place: FilePath

    init() throws {
        scratch = try Scratch()
        place = scratch.path.appending("k")
        try Files.makeDirectory(place)
    }

    private func given() throws -> PrebuiltKernel { try PrebuiltKernel(in: place, for: .x86_64) }

    private func build(_ folder: String) throws {
        for name in ["include/config/auto.conf", "scripts/mod/modpost"] {
            try scratch.write("", to: "\(folder)/\(name)")
        }
        try scratch.write("CONFIG_X86_64=y\n", to: "\(folder)/.config")
        try scratch.write("7.3.4-mine\n", to: "\(folder)/include/config/kernel.release")
    }

    @Test func packagesAsTheyWereUnpacked() throws {
        try scratch.write("kernel", to: "k/boot/vmlinuz-7.3.4-amd64")
        try scratch.write("CONFIG_64BIT=y\nCONFIG_X86_64=y\n", to: "k/usr/src/linux-headers-7.3.4-amd64/.config")
        try scratch.write("", to: "k/usr/src/linux-headers-7.3.4-common/Makefile")
        let given = try given()
        #expect(given.release == "7.3.4-amd64")
        #expect(given.modules == .packages(headers: "linux-headers-7.3.4-amd64"))
        #expect(given.image == place.appending("boot/vmlinuz-7.3.4-amd64"))
    }

    @Test func buildInPlaceAndOfItsOwnDirectory() throws {
        try build("k")
        try scratch.write("", to: "k/Kconfig")
        try scratch.write("kernel", to: "k/arch/x86/boot/bzImage")
        // A build leaves a vmlinux as well, which QEMU does not boot.
        try scratch.write("symbols", to: "k/vmlinux")
        #expect(try given().modules == .build(place, source: place))
        #expect(try given().image == place.appending("arch/x86/boot/bzImage"))
        #expect(try given().release == "7.3.4-mine")
        try Files.remove(place.appending("Kconfig"))
        #expect(throws: StraitError.self) { try given() }
        try scratch.write("", to: "source/Kconfig")
        try FileManager.default.createSymbolicLink(
            atPath: place.appending("source").string, withDestinationPath: "../source")
        #expect(try given().modules == .build(place, source: place.appending("source")))
    }

    @Test func modulesThatAreReady() throws {
        try scratch.write("kernel", to: "k/bzImage")
        try scratch.write("CONFIG_X86_64=y\n", to: "k/config-7.3.4")
        try scratch.write("ELF\0license=GPL\0vermagic=7.3.4 SMP preempt\0", to: "k/strait_probe.ko")
        #expect(try given().modules == .ready)
        #expect(try given().release == "7.3.4")
    }

    /// What is made for the modules of the directory as it is.
    private func headers() async throws -> ObjectSpec {
        let root = try ObjectCache(root: scratch.path.appending("cache")).root
        let kernels = PrebuiltKernels(workspaces: Workspaces(root: root), sourcePatterns: [])
        let source = KernelSource(scheme: "files", reference: place.string)
        let pin = try await kernels.resolve(KernelQuery(source: source, architecture: .x86_64))
        return try await kernels.parts(of: pin, for: .x86_64).headers
    }

    @Test func configurationBesideReadyModulesCounts() async throws {
        try scratch.write("kernel", to: "k/bzImage")
        try scratch.write("CONFIG_X86_64=y\n", to: "k/config-7.3.4")
        try scratch.write("vermagic=7.3.4 SMP\0", to: "k/strait_probe.ko")
        let before = try await headers().key
        #expect(try await headers().key == before)
        try scratch.write("CONFIG_X86_64=y\nCONFIG_DEVICE_PRIVATE=y\n", to: "k/config-7.3.4")
        #expect(try await headers().key != before)
    }

    @Test(arguments: ["config-7.3.4", "strait_probe.ko"])
    func whatChangesBeforeItIsCopiedIsTold(_ name: String) async throws {
        try scratch.write("kernel", to: "k/bzImage")
        try scratch.write("CONFIG_X86_64=y\n", to: "k/config-7.3.4")
        try scratch.write("vermagic=7.3.4 SMP\0", to: "k/strait_probe.ko")
        let headers = try await headers()
        try scratch.write("CONFIG_X86_64=y\nvermagic=7.3.4 SMP\0 changed\n", to: "k/\(name)")
        let target = scratch.path.appending("target")
        try Files.makeDirectory(target)
        let error = await #expect(throws: StraitError.self) { try await headers.make(target) }
        #expect(error?.message.hasSuffix("changed while it was copied: run it again") == true)
    }

    @Test func severalHeadersAreTold() throws {
        for flavour in ["amd64", "cloud-amd64"] {
            try scratch.write("CONFIG_X86_64=y\n", to: "k/usr/src/linux-headers-7.3.4-\(flavour)/.config")
        }
        #expect(
            message()
                == "\(place) has headers of several kernels, linux-headers-7.3.4-amd64, linux-headers-7.3.4-cloud-amd64: leave one"
        )
    }

    @Test func otherArchitectureIsUnsupported() throws {
        try scratch.write("kernel", to: "k/Image")
        try scratch.write("CONFIG_ARM64=y\n", to: "k/.config")
        try scratch.write("vermagic=7.3.4 SMP\0", to: "k/strait_probe.ko")
        let error = #expect(throws: StraitError.self) { try given() }
        #expect(error?.kind == .unsupported)
        #expect(error?.message == "the kernel of files:\(place) is one for aarch64")
        #expect(try PrebuiltKernel(in: place, for: .aarch64).image == place.appending("Image"))
    }

    @Test func whatIsMissingIsOneSentence() throws {
        #expect(message()?.contains("has nothing to make modules for its kernel with") == true)
        try scratch.write("vermagic=7.3.4 SMP\0", to: "k/strait_probe.ko")
        #expect(message() == "\(place) has no configuration of its kernel: .config or config-RELEASE")
        try scratch.write("CONFIG_X86_64=y\n", to: "k/.config")
        #expect(message()?.contains("has no kernel") == true)
        for name in ["vmlinuz-1", "vmlinuz-2"] { try scratch.write("kernel", to: "k/\(name)") }
        #expect(message() == "\(place) has several kernels, vmlinuz-1, vmlinuz-2: leave one")
    }

    private func message() -> String? {
        do {
            _ = try given()
            return nil
        } catch {
            return (error as? StraitError)?.message
        }
    }
}
