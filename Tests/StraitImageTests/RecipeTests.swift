// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitImage

@Suite struct RecipeTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.write("echo\n", to: "build.sh")
        try scratch.write("int main;\n", to: "probe/main.c")
        try scratch.write(
            "# why\n@GCC@-@TRIPLET@   # the compiler\n\nlibc6-dev-@DEBARCH@-cross\nmake\n", to: "toolchain.packages")
    }

    @Test func everyFileCounts() async throws {
        let before = try await Recipe(at: scratch.path).lines
        #expect(before.count == 3)
        #expect(try await Recipe(at: scratch.path).lines == before)
        try scratch.write("int other;\n", to: "probe/main.c")
        let changed = try await Recipe(at: scratch.path).lines
        #expect(changed != before)
        try scratch.write("", to: "probe/new.c")
        #expect(try await Recipe(at: scratch.path).lines.count == 4)
    }

    @Test func whatConfiguresAnotherArchitectureMakesNoNewKernel() async throws {
        for name in ["kernel/boot/common.config", "kernel/boot/ppc64le.config", "kernel/build.sh", "lib/report.sh"] {
            try scratch.write("\n", to: name)
        }
        func lines(_ architecture: Architecture) async throws -> [String] {
            try await Recipe(at: scratch.path).kernelLines(for: architecture)
        }
        let before = (try await lines(.x86_64), try await lines(.ppc64le))
        #expect(before.1.count == 4)
        try scratch.write("CONFIG_X=y\n", to: "kernel/boot/ppc64le.config")
        #expect(try await lines(.x86_64) == before.0)
        #expect(try await lines(.ppc64le) != before.1)
        try scratch.write("CONFIG_X=y\n", to: "kernel/boot/common.config")
        #expect(try await lines(.x86_64) != before.0)
    }

    @Test func packagesAreTheArchitectures() async throws {
        let recipe = try await Recipe(at: scratch.path)
        #expect(
            try recipe.toolchainPackages("gcc-14", Architecture.ppc64le.build)
                == ["gcc-14-powerpc64le-linux-gnu", "libc6-dev-ppc64el-cross", "make"])
        #expect(
            try recipe.toolchainPackages("gcc-14", Architecture.x86_64.build).first
                == "gcc-14-x86-64-linux-gnu")
    }

    @Test func missingRecipesAreTold() async throws {
        let error = await #expect(throws: StraitError.self) {
            try await Recipe(at: scratch.path.appending("probe"))
        }
        #expect(error?.message.hasSuffix("build.sh is missing") == true)
    }

    @Test func manifestBecomesFacts() throws {
        try scratch.write(
            """
            {"schema": "strait.image/1", "testHmm": true, "hmmTests": false, "reasons": ["hmm-tests: no libc"],
             "interface": "range", "devicePrivate": true, "pageSize": 65536, "config": {"RANDOMIZE_BASE": "y"}}
            """, to: "manifest.json")
        let manifest = try Files.decode(Manifest.self, from: scratch.path.appending("manifest.json"))
        #expect(
            manifest.facts
                == KernelFacts(
                    devicePrivate: true, kaslr: true, pageSizeKiB: 64, interface: "range",
                    noSelftests: "hmm-tests: no libc"))
    }
}
