// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage
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
        let before = try Recipe(at: scratch.path).lines
        #expect(before.count == 3)
        #expect(try Recipe(at: scratch.path).lines == before)
        try scratch.write("int other;\n", to: "probe/main.c")
        let changed = try Recipe(at: scratch.path).lines
        #expect(changed != before)
        try scratch.write("", to: "probe/new.c")
        #expect(try Recipe(at: scratch.path).lines.count == 4)
    }

    @Test func whatConfiguresAnotherArchitectureMakesNoNewKernel() async throws {
        for name in ["kernel/boot/common.config", "kernel/boot/ppc64le.config", "kernel/build.sh", "lib/report.sh"] {
            try scratch.write("\n", to: name)
        }
        func lines(_ architecture: Architecture) async throws -> [String] {
            try Recipe(at: scratch.path).kernelLines(for: architecture)
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
        let recipe = try Recipe(at: scratch.path)
        #expect(
            try recipe.toolchainPackages("gcc-14", Architecture.ppc64le.platform)
                == ["gcc-14-powerpc64le-linux-gnu", "libc6-dev-ppc64el-cross", "make"])
        #expect(
            try recipe.toolchainPackages("gcc-14", Architecture.x86_64.platform).first
                == "gcc-14-x86-64-linux-gnu")
    }

    /// What `config.notes` says of a configuration, by the real recipe: with a kconfig that only knows that LOST can never be set.
    private func notes(of config: String) async throws -> [String] {
        let recipe = FilePath(#filePath).removingLastComponent().pushing("../../images").lexicallyNormalized()
        for name in ["out", "build"] { try Files.makeDirectory(scratch.path.appending(name)) }
        for name in ["proc", "dev", "tmp"] { try Files.makeDirectory(scratch.path.appending("root/\(name)")) }
        for name in ["bin", "lib", "lib64"] {
            try FileManager.default.createSymbolicLink(
                atPath: scratch.path.appending("root/\(name)").string, withDestinationPath: "usr/\(name)")
        }
        try scratch.write(config, to: "build/user")
        try scratch.write(
            (["LOST", "LEVEL", "BUG", "KEPT"] + (0..<20).map { "LOST\($0)" }).map { "config \($0)\n\tbool \"\($0)\"\n" }
                .joined() + "config LOST_FACT\n\tbool\n", to: "source/Kconfig")
        try scratch.write(
            """
            set -euo pipefail
            recipe=/recipe work=/tmp/work out=/out CONFIG=/build/user STRAIT_ARCH=x86_64
            . /recipe/lib/report.sh
            . /recipe/kernel/configure.sh
            kernel_make() {
                sed -i '/CONFIG_LOST/d' /build/.config
                tac /build/.config | awk '{ name = $1 == "#" ? $2 : $1; sub(/=.*/, "", name) } !seen[name]++' > /build/new
                mv /build/new /build/.config
            }
            configure
            """, to: "build/test.sh")
        var sandbox = Sandbox(
            root: scratch.path.appending("root"),
            writable: [("/out", scratch.path.appending("out")), ("/build", scratch.path.appending("build"))])
        sandbox.readOnly = [
            ("/usr", "/usr"), ("/etc", "/etc"), ("/recipe", recipe), ("/source", scratch.path.appending("source")),
        ]
        try await sandbox.run(
            ["/bin/bash", "/build/test.sh"], environment: ["PATH": "/usr/bin"], deadline: .seconds(60),
            log: scratch.path.appending("log"))
        return try Files.read(scratch.path.appending("out/config.notes")).split(separator: "\n").map(String.init)
            .filter { !$0.contains("the tree has no such option") }
    }

    @Test func optionsOfTheUsersThatDidNotTakeEffectAreNamed() async throws {
        let notes = try await notes(
            of: """
                # CONFIG_BUG is not set
                CONFIG_KEPT=n\r
                CONFIG_LEVEL=1
                CONFIG_LEVEL=2
                CONFIG_LOST=y\r
                CONFIG_LOST_FACT=y
                CONFIG_LOST_ELSEWHERE=y

                """)
        #expect(
            notes == [
                "CONFIG_LOST=y did not take effect: other options decide over it",
                "CONFIG_BUG=n did not take effect: strait needs another value",
            ])
    }

    @Test func ofManyOptionsThatDidNotTakeEffectTenAreNamed() async throws {
        let notes = try await notes(of: (0..<13).map { "CONFIG_LOST\($0)=m\n" }.joined())
        #expect(notes.count == 11)
        #expect(notes.first == "CONFIG_LOST0=m did not take effect: other options decide over it")
        #expect(notes.last == "3 more options of the configuration did not take effect")
    }

    @Test func missingRecipesAreTold() throws {
        let error = #expect(throws: StraitError.self) {
            try Recipe(at: scratch.path.appending("probe"))
        }
        #expect(error?.message.hasSuffix("build.sh is missing") == true)
    }

    @Test func manifestBecomesFacts() throws {
        try scratch.write(
            """
            {"schema": "strait.image/1", "testHmm": true, "hmmTests": false, "reasons": ["hmm-tests: no libc"],
             "interface": "range", "devicePrivate": true, "pageSize": 65536, "config": {"RANDOMIZE_BASE": "y"}}
            """, to: "manifest.json")
        for (name, text) in [
            ("strait_probe.ko", "module"), ("hmm-tests.reason", "no libc\n"), ("test_hmm.ko", "module"),
            ("initramfs.cpio", "archive"), ("record.json", "{}"),
        ] {
            try scratch.write(text, to: name)
        }
        try scratch.write("program", to: "strait-guest")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: scratch.path.appending("strait-guest").string)
        let facts = try Manifest.facts(in: scratch.path)
        #expect(facts.devicePrivate && facts.kaslr && facts.pageSizeKiB == 64 && facts.interface == "range")
        #expect(
            facts.contents == [
                ImageContent("strait_probe.ko"), ImageContent("test_hmm.ko"),
                ImageContent("hmm-tests", missing: "no libc"), ImageContent("strait-guest"),
            ])
        #expect(facts.reasonWithout(["test_hmm.ko"]) == nil)
        #expect(facts.reasonWithout(["hmm-tests", "stress"]) == "hmm-tests: no libc; stress: not in the image")
    }
}
