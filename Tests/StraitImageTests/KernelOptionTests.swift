// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import Testing

@testable import StraitImage

/// Options on top of strait's own configuration: what they change in the cache's names, and what becomes of those in vain.
@Suite struct KernelOptionTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        for name in ["build.sh", "source.paths", "toolchain.packages", "userland.packages"] {
            try scratch.write("", to: "images/\(name)")
        }
        try scratch.write("VERSION = 7\n", to: "linux/Makefile")
        try scratch.write("config X\n\tbool\n", to: "linux/Kconfig")
        try scratch.write("menuconfig HUGETLBFS\n\tbool \"x\"\n\n  config\tDEBUG_VM\n", to: "linux/mm/Kconfig.debug")
    }

    private func pass() throws -> ImageBuild {
        try ImageBuild(
            cache: try ObjectCache(root: scratch.path.appending("cache")),
            recipe: try Recipe(at: scratch.path.appending("images")), mirror: "http://m", anew: false,
            isOffline: true, tell: { _ in })
    }

    private func pin(_ options: [String], pageSizeKiB: Int? = nil) async throws -> TreePin? {
        let source = KernelSource(scheme: "tree", reference: scratch.path.appending("linux").string)
        let kernel = KernelRequest(name: "x", sources: [source], options: options)
        let request = ImageRequest(kernel, .aarch64, pageSizeKiB: pageSizeKiB)
        return try await pass().choose(request).pin.tree
    }

    @Test func withoutOptionsEverythingIsCalledAsEver() async throws {
        let plain = try await pin([])
        #expect(plain?.option == "" && plain?.options == nil && plain?.build == "aarch64-small")
        #expect(plain?.digest == plain?.content)
        let pages = try await pin([], pageSizeKiB: 16)
        #expect(pages?.option == "CONFIG_ARM64_16K_PAGES=y" && pages?.build == "aarch64-small-configarm6416kpagesy")
        // A pin that was remembered before there were options.
        let old = try JSONEncoder().encode(plain)
        #expect(!String(decoding: old, as: UTF8.self).contains("options"))
        #expect(try JSONDecoder().decode(TreePin.self, from: old) == plain)
    }

    /// Base and candidate of one tree, with options and without, are built side by side.
    @Test func withOptionsItIsAnotherBuild() async throws {
        let one = try #require(try await pin(["HUGETLBFS=y", "DEBUG_VM=n"]))
        #expect(one.option == "CONFIG_HUGETLBFS=y CONFIG_DEBUG_VM=n" && one.options == ["HUGETLBFS=y", "DEBUG_VM=n"])
        let plain = try #require(try await pin([]))
        #expect(one.content == plain.content && one.digest != plain.digest && one.build != plain.build)
        #expect(try await pin(["HUGETLBFS=y"])?.build != one.build)
        let pages = try await pin(["HUGETLBFS=y"], pageSizeKiB: 16)
        #expect(pages?.option == "CONFIG_ARM64_16K_PAGES=y CONFIG_HUGETLBFS=y")
    }

    @Test func anOptionThatTheTreeDoesNotHaveIsTold() async throws {
        let error = await #expect(throws: StraitError.self) { try await pin(["HUGETLBFS=y", "HUGETLBFSS=y"]) }
        #expect(error?.kind == .kernelBuild, "a commit without it is skipped by a bisection")
        #expect(error?.message.hasSuffix("linux has no option CONFIG_HUGETLBFSS, which options: asks for") == true)
    }

    @Test(arguments: [
        ("HUGETLBFS=y", "CONFIG_HUGETLBFS=y\n", nil as String?),
        ("HUGETLBFS=n", "# CONFIG_HUGETLBFS is not set\n", nil),
        ("HUGETLBFS=n", "", nil),
        (#"NAME="""#, "", nil),
        ("SHIFT=18", "CONFIG_SHIFT=18\n", nil),
        ("HUGETLBFS=y", "# CONFIG_HUGETLBFS is not set\nCONFIG_HUGETLBFS_X=y\n", "it is n in the configuration"),
        ("HUGETLBFS=n", "CONFIG_HUGETLBFS=y\n", "CONFIG_HUGETLBFS=n did not take effect: it is y in the configuration"),
        ("SHIFT=18", "CONFIG_SHIFT=17\n", "it is 17"),
    ])
    func anOptionThatDidNotTakeEffectIsAnError(_ option: String, _ text: String, _ words: String?) throws {
        guard let words else { return try TreeBuilder.checkEffective([option], configuration: text) }
        let error = #expect(throws: StraitError.self) {
            try TreeBuilder.checkEffective([option], configuration: text)
        }
        #expect(error?.kind == .kernelBuild && error?.message.contains(words) == true)
    }
}
