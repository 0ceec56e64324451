// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What an architecture is called by those who build for it.
struct BuildRow: Sendable {
    /// Debian's name of the architecture.
    let debian: String
    /// Debian's kernel flavour where none is asked for; every flavour of the architecture contains it.
    let flavour: String
    /// What Debian adds to a flavour for a page size in KiB.
    let pageSuffixes: [Int: String]
    /// The kernel's `ARCH`.
    let kernel: String
    /// GNU's triplet, before the dash of its tools.
    let triplet: String
    /// The triplet in names of packages, which may have no underscore.
    let packageTriplet: String

    /// What make builds for QEMU to boot, and where that is then.
    let image: (target: String, path: String)
    /// The option of each page size in KiB, for kernels that strait configures.
    let pageOptions: [Int: String]
    /// The line of a configuration that no other architecture's has.
    let option: String

    /// Debian's name of the architecture that strait itself was built for, and builds on.
    #if arch(arm64)
        static let host = "arm64"
    #else
        static let host = "amd64"
    #endif
}

extension Architecture {
    /// This architecture's row.
    var build: BuildRow {
        switch self {
        case .x86_64: Self.x86Build
        case .aarch64: Self.armBuild
        case .ppc64le: Self.powerBuild
        }
    }

    private static let x86Build = BuildRow(
        debian: "amd64", flavour: "amd64", pageSuffixes: [4: ""], kernel: "x86", triplet: "x86_64-linux-gnu",
        packageTriplet: "x86-64-linux-gnu", image: ("bzImage", "arch/x86/boot/bzImage"), pageOptions: [4: ""],
        option: "CONFIG_X86_64=y")
    private static let armBuild = BuildRow(
        debian: "arm64", flavour: "arm64", pageSuffixes: [4: "", 16: "-16k"], kernel: "arm64",
        triplet: "aarch64-linux-gnu",
        packageTriplet: "aarch64-linux-gnu", image: ("Image", "arch/arm64/boot/Image"),
        pageOptions: [4: "", 16: "CONFIG_ARM64_16K_PAGES=y", 64: "CONFIG_ARM64_64K_PAGES=y"], option: "CONFIG_ARM64=y")
    private static let powerBuild = BuildRow(
        debian: "ppc64el", flavour: "powerpc64le", pageSuffixes: [4: "", 64: "-64k"], kernel: "powerpc",
        triplet: "powerpc64le-linux-gnu",
        packageTriplet: "powerpc64le-linux-gnu", image: ("vmlinux", "vmlinux"),
        pageOptions: [4: "", 64: "CONFIG_PPC_64K_PAGES=y"], option: "CONFIG_PPC64=y")
}
