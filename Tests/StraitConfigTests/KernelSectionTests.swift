// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitConfig
import StraitModel
import Testing

/// The forms of a kernel in `kernels:`, and the mistakes in them.
@Suite struct KernelSectionTests {
    private func kernel(_ text: String) throws -> KernelRequest {
        let lines = ["name: t", "kernels:", "  k: \(text)", "matrix: [{ arch: x86_64 }]"]
        return try Configuration.parse(text: lines.joined(separator: "\n"), file: "t.yaml").kernels[0]
    }

    private func complaint(_ text: String) -> String {
        do {
            _ = try kernel(text)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func sourceAloneChangesNothing() throws {
        let request = try kernel("tree:~/linux")
        #expect(request.sources == [KernelSource(scheme: "tree", reference: "~/linux")])
        #expect(!request.isChanged)
        #expect(try kernel("[debian:sid, debian:forky]").sources.count == 2)
    }

    @Test func patchesAndConfigurationComeOnTop() throws {
        let request = try kernel("{ source: tree:linux, patches: [a.patch, series/], config: own }")
        #expect(request.patches == ["a.patch", "series/"])
        #expect(request.config == "own")
        #expect(request.isChanged)
        #expect(try kernel("{ source: [debian:sid, debian:forky], patches: fix.mbox }").patches == ["fix.mbox"])
        #expect(try !kernel("{ source: debian:sid }").isChanged)
    }

    @Test func pathsAreFoundFromTheConfiguration() throws {
        let request = try kernel(
            "{ source: tree:../linux, patches: [a.patch, ~/b.patch, /c.patch], config: my.config }")
        let located = request.located(in: "/home/me/matrix", home: "/home/me")
        #expect(located.sources[0].description == "tree:/home/me/matrix/../linux")
        #expect(located.patches == ["/home/me/matrix/a.patch", "/home/me/b.patch", "/c.patch"])
        #expect(located.config == "/home/me/matrix/my.config")
        #expect(try kernel("debian:sid").located(in: "/x", home: "/h").sources[0].reference == "sid")
        let own = try kernel("{ source: tree:~, config: own }").located(in: "/x", home: "/h")
        #expect(own.config == "own")
        #expect(own.sources[0].reference == "/h")
    }

    @Test(arguments: [
        "debian:sid/cloud-amd64", "debian:trixie-backports/arm64-16k=7.3.4-1~bpo13+1", "debian:sid=7.3.4",
    ])
    func flavoursAndVersionsAreSources(_ text: String) throws {
        #expect(try kernel(text).sources[0].description == text)
    }

    @Test(arguments: [
        (
            "{ patches: [a.patch] }",
            "t.yaml:3: kernels.k: no source; write source: tree:~/linux"
        ),
        (
            "{ source: tree:x, patch: a }", "t.yaml:3: kernels.k.patch: unknown key; did you mean patches?"
        ),
        (
            "{ source: tree:x, patches: [] }",
            "t.yaml:3: kernels.k.patches: an empty list; name a value, or leave the key out"
        ),
        (
            "{ source: tree:x, patches: [{ a: b }] }",
            "t.yaml:3: kernels.k.patches[0]: a map where a patch's path belongs"
        ),
        (
            "{ source: tree:x, config: [a] }", "t.yaml:3: kernels.k.config: a list where own or a file's path belongs"
        ),
        (
            "{ source: tree:x, patches: [a.patch, \"\"] }",
            "t.yaml:3: kernels.k.patches[1]: an empty text where a patch's path belongs"
        ),
        (
            "{ source: tree:x, config: \"\" }",
            "t.yaml:3: kernels.k.config: an empty text where own or a file's path belongs"
        ),
        (
            "{ source: debian:sid, config: own }",
            "t.yaml:3: kernels.k.config: the source of debian:sid has no .config of its own; name a file"
        ),
        (
            "{ source: files:x, patches: [a.patch] }",
            "t.yaml:3: kernels.k: files:x is built already: patches, config, options and coverage belong to a tree: or debian: source"
        ),
        (
            "debian:sid//x",
            "t.yaml:3: kernels.k: \"sid//x\" is not a kernel of Debian; it takes SUITE[/FLAVOUR][=VERSION], such as trixie-backports"
        ),
    ])
    func mistakes(_ text: String, _ expected: String) {
        #expect(complaint(text) == expected)
    }

    @Test func coverageIsOfThePatchesOrOfNamedFilesToo() throws {
        #expect(try kernel("{ source: tree:x, coverage: true }").coverage == CoverageRequest())
        #expect(try kernel("{ source: tree:x, coverage: false }").coverage == nil)
        #expect(try kernel("{ source: tree:x, coverage: mm/rmap.c }").coverage?.files == ["mm/rmap.c"])
        let request = try kernel("{ source: debian:sid, coverage: [mm/rmap.c, mm/internal.h, mm/rmap.c] }")
        #expect(request.coverage?.files == ["mm/rmap.c", "mm/internal.h"])
        // Debian's kernel has to be built here.
        #expect(request.isChanged)
        let encoded = try JSONEncoder().encode(request)
        #expect(try JSONDecoder().decode(KernelRequest.self, from: encoded) == request)
        #expect(request.located(in: "/x", home: "/h").coverage == request.coverage)
        let plain = try JSONEncoder().encode(kernel("{ source: tree:linux, patches: [a.patch] }"))
        #expect(!String(decoding: plain, as: UTF8.self).contains("coverage"))
    }

    @Test(arguments: ["yes", "mm/rmap.o", "/mm/rmap.c", "../rmap.c", "mm//rmap.c"])
    func coverageThatNamesNoCFile(_ text: String) {
        #expect(
            complaint("{ source: tree:x, coverage: \(text) }")
                == "t.yaml:3: kernels.k.coverage: \"\(text)\" is no C file of the tree; write true, or a list of C files such as "
                + "mm/rmap.c, with its path from the top of the tree")
    }

    @Test func functionsAreForEveryKernel() throws {
        let request = try kernel("{ source: files:x, functions: [memremap_pages, f.part.0, memremap_pages] }")
        #expect(request.functions == ["memremap_pages", "f.part.0"] && !request.isChanged)
        let encoded = try JSONEncoder().encode(request)
        #expect(try JSONDecoder().decode(KernelRequest.self, from: encoded) == request)
        #expect(
            complaint("{ source: tree:x, functions: ['f;reboot'] }")
                == "t.yaml:3: kernels.k.functions[0]: \"f;reboot\" is no function of the kernel, such as memremap_pages"
        )
        let many = (0...64).map { "f\($0)" }.joined(separator: ", ")
        #expect(
            complaint("{ source: tree:x, functions: [\(many)] }")
                == "t.yaml:3: kernels.k.functions: 65 functions; at most 64 are counted")
    }

    @Test func optionsComeOnTopOfStraitsOwnConfiguration() throws {
        let request = try kernel(
            #"{ source: tree:linux, options: [HUGETLBFS=y, CONFIG_PREEMPT=n, LOG_BUF_SHIFT=18, PHYSICAL_START=0x1000000, 'DEFAULT_HOSTNAME="a-b"'] }"#
        )
        #expect(
            request.options == [
                "HUGETLBFS=y", "PREEMPT=n", "LOG_BUF_SHIFT=18", "PHYSICAL_START=0x1000000", #"DEFAULT_HOSTNAME="a-b""#,
            ])
        #expect(request.isChanged)
        #expect(try kernel("{ source: debian:sid, options: HUGETLBFS=y }").options == ["HUGETLBFS=y"])
        #expect(request.located(in: "/x", home: "/h").options == request.options)
        let encoded = try JSONEncoder().encode(request)
        #expect(try JSONDecoder().decode(KernelRequest.self, from: encoded) == request)
        // A kernel without options is written as it ever was.
        let plain = try JSONEncoder().encode(kernel("{ source: tree:linux, patches: [a.patch] }"))
        #expect(!String(decoding: plain, as: UTF8.self).contains("options"))
    }

    @Test(arguments: [
        (
            "{ source: tree:x, options: [HUGETLBFS] }",
            "t.yaml:3: kernels.k.options[0]: \"HUGETLBFS\" is no option such as HUGETLBFS=y"
        ),
        (
            "{ source: tree:x, options: [HUGETLBFS=y, DEBUG_VM=yes] }",
            "t.yaml:3: kernels.k.options[1]: \"DEBUG_VM=yes\": a value is y, n, a number, or text in double quotes of letters, "
                + "digits and . _ - + / , : (such as DEBUG_VM=y)"
        ),
        (
            "{ source: tree:x, options: [A=$(reboot)] }",
            "t.yaml:3: kernels.k.options[0]: \"A=$(reboot)\": a value is y, n, a number, or text in double quotes of letters, "
                + "digits and . _ - + / , : (such as A=y)"
        ),
        (
            "{ source: tree:x, options: [GUP_TEST=m] }",
            "t.yaml:3: kernels.k.options[0]: GUP_TEST=m: no modules of the kernel's own are built; write GUP_TEST=y or GUP_TEST=n"
        ),
        (
            "{ source: tree:x, options: [A=y, CONFIG_A=n] }", "t.yaml:3: kernels.k.options[1]: A stands twice"
        ),
        (
            "{ source: tree:x, options: [{ a: b }] }",
            "t.yaml:3: kernels.k.options[0]: a map where an option such as HUGETLBFS=y belongs"
        ),
        (
            "{ source: tree:x, config: own, options: [A=y] }",
            "t.yaml:3: kernels.k.options: options are for strait's own configuration; set them in the tree's .config"
        ),
        (
            "{ source: tree:x, config: my.config, options: [A=y] }",
            "t.yaml:3: kernels.k.options: options are for strait's own configuration; set them in my.config"
        ),
        (
            "{ source: files:x, options: [A=y] }",
            "t.yaml:3: kernels.k: files:x is built already: patches, config, options and coverage belong to a tree: or debian: source"
        ),
        ("{ source: tree:x, option: [A=y] }", "t.yaml:3: kernels.k.option: unknown key; did you mean options?"),
    ])
    func mistakesInOptions(_ text: String, _ expected: String) {
        #expect(complaint(text) == expected)
    }

    @Test func requestsOfOlderRunsAreRead() throws {
        let old = #"{"name": "stock", "sources": ["debian:sid"]}"#
        let request = try JSONDecoder().decode(KernelRequest.self, from: Data(old.utf8))
        #expect(request == KernelRequest(name: "stock", sources: [KernelSource(scheme: "debian", reference: "sid")]))
    }
}
