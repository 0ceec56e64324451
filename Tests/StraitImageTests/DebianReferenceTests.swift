// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitImage

@Suite struct DebianReferenceTests {
    @Test(arguments: [
        ("trixie-backports", "trixie-backports", nil, nil),
        ("sid/arm64-16k", "sid", "arm64-16k", nil),
        ("trixie=6.12.107-1", "trixie", nil, "6.12.107-1"),
        ("trixie-backports/cloud-amd64=7.2.12-1~bpo13+1", "trixie-backports", "cloud-amd64", "7.2.12-1~bpo13+1"),
    ])
    func parses(text: String, suite: String, flavour: String?, version: String?) throws {
        let reference = try DebianReference(parsing: text)
        #expect(reference.suite.name == suite)
        #expect(reference.flavour == flavour)
        #expect(reference.version == version)
    }

    @Test(arguments: [
        ("trixy", "there is no suite trixy to take a kernel from"),
        ("", "debian: is not a source of kernels: it is debian:SUITE[/FLAVOUR][=VERSION]"),
        ("trixie/", "debian:trixie/ is not a source of kernels"),
        ("trixie=", "debian:trixie= is not a source of kernels"),
        ("trixie/.*", "debian:trixie/.* is not a source of kernels"),
        ("trixie=--force", "debian:trixie=--force is not a source of kernels"),
    ])
    func refuses(text: String, sentence: String) {
        let error = #expect(throws: StraitError.self) { try DebianReference(parsing: text) }
        #expect(error?.kind == .request)
        #expect(error?.message.hasPrefix(sentence) == true)
    }

    @Test(arguments: [
        (nil, Architecture.ppc64le, "powerpc64le"), ("powerpc64le-64k", .ppc64le, "powerpc64le-64k"),
        ("cloud-arm64", .aarch64, "cloud-arm64"), ("amd64", .x86_64, "amd64"),
    ])
    func flavourOfArchitecture(flavour: String?, architecture: Architecture, expected: String) throws {
        let reference = try DebianReference(parsing: flavour.map { "trixie/\($0)" } ?? "trixie")
        #expect(try reference.flavour(for: architecture) == expected)
    }

    @Test(
        arguments: [
            (nil, Architecture.aarch64, 4, "arm64"), (nil, .aarch64, 16, "arm64-16k"),
            (nil, .ppc64le, 4, "powerpc64le"),
            (nil, .ppc64le, 64, "powerpc64le-64k"), ("arm64-16k", .aarch64, 16, "arm64-16k"),
            ("cloud-arm64", .aarch64, 4, "cloud-arm64"), ("arm64-16k", .aarch64, 4, nil), ("arm64", .aarch64, 16, nil),
            (nil, .aarch64, 64, nil), (nil, .x86_64, 16, nil),
        ] as [(String?, Architecture, Int, String?)])
    func flavourOfPageSize(flavour: String?, architecture: Architecture, size: Int, expected: String?) throws {
        let reference = try DebianReference(parsing: flavour.map { "trixie/\($0)" } ?? "trixie")
        guard let expected else {
            let error = #expect(throws: StraitError.self) {
                try reference.flavour(for: architecture, pageSizeKiB: size)
            }
            #expect(error?.kind == .unsupported)
            return
        }
        #expect(try reference.flavour(for: architecture, pageSizeKiB: size) == expected)
    }

    @Test func bookwormHasOneKernelAnArchitecture() throws {
        let plain = try DebianReference(parsing: "bookworm")
        #expect(try plain.flavour(for: .ppc64le, pageSizeKiB: 64) == "powerpc64le")
        #expect(
            try DebianReference(parsing: "bookworm/powerpc64le").flavour(for: .ppc64le, pageSizeKiB: 64)
                == "powerpc64le")
        #expect(
            try DebianReference(parsing: "bookworm-backports").flavour(for: .ppc64le, pageSizeKiB: 4) == "powerpc64le")
        for (architecture, size) in [(Architecture.ppc64le, 4), (.aarch64, 16)] {
            let error = #expect(throws: StraitError.self) { try plain.flavour(for: architecture, pageSizeKiB: size) }
            #expect(error?.message == "bookworm has no kernel with pages of \(size)k for \(architecture.rawValue)")
        }
    }

    @Test func flavourOfAnotherArchitectureIsUnsupported() throws {
        let reference = try DebianReference(parsing: "trixie/arm64-16k")
        let error = #expect(throws: StraitError.self) { try reference.flavour(for: .x86_64) }
        #expect(error?.kind == .unsupported)
    }

    @Test(arguments: [
        ("trixie=7.2.12", true), ("trixie=7.2.12-1~bpo13+1", true), ("trixie=7.2.1", false), ("trixie", true),
    ])
    func matchesVersions(text: String, matches: Bool) throws {
        #expect(try DebianReference(parsing: text).matches("7.2.12-1~bpo13+1") == matches)
    }
}
