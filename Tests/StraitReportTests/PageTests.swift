// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel
import Testing

@testable import StraitReport

@Suite struct PageTests {
    private func text(_ input: ReportInput) -> String { String(decoding: Report.html(input), as: UTF8.self) }

    @Test func sameInputSameBytes() {
        #expect(Report.html(Samples.trouble()) == Report.html(Samples.trouble()))
        #expect(Summary.text(Samples.trouble()) == Summary.text(Samples.trouble()))
    }

    @Test func nothingIsFetchedFromAnywhere() {
        let page = text(Samples.trouble())
        #expect(page.firstMatch(of: /\b(src|srcset|poster|action|data|background)\s*=/) == nil)
        #expect(page.firstMatch(of: /<link|<iframe|<object|<embed|<base|<form/) == nil)
        #expect(page.firstMatch(of: /url\(|@import/) == nil)
        let links = page.matches(of: /href="([^"]*)"/).map { String($0.output.1) }
        #expect(!links.isEmpty)
        #expect(links.allSatisfy { $0.hasPrefix("#") || $0.hasPrefix("./cells/") })
        #expect(!page.contains(" style=\""), "the policy allows no inline style")
        #expect(page.matches(of: /\son\w+="/).isEmpty)
    }

    @Test func everyLinkWithinThePageLeadsSomewhere() {
        let page = text(Samples.trouble())
        let ids = page.matches(of: /\sid="([^"]*)"/).map { String($0.output.1) }
        #expect(Set(ids).count == ids.count, "an id stands once")
        for match in page.matches(of: /href="#([^"]*)"/) {
            let target = String(match.output.1).removingPercentEncoding ?? ""
            #expect(ids.contains(target), "#\(target)")
        }
    }

    @Test(arguments: ["style.css", "script.js"])
    func thePolicyNamesWhatIsInThePage(file: String) throws {
        let source = file == "style.css" ? Templates.style : Templates.script
        let known = file == "style.css" ? Policy.styleHash : Policy.scriptHash
        #expect(try Tool.sha256(source) == known, "the hash in Policy.swift is out of date for \(file)")
        #expect(
            text(Samples.smoke()).contains(
                file == "style.css" ? "<style>\(source)</style>" : "<script>\(source)</script>"))
        #expect(text(Samples.smoke()).contains("sha256-\(known)"))
    }

    @Test func aSquareSaysItsOutcomeInASignAndAWordAndLeadsToItsCell() {
        let page = text(Samples.smoke())
        #expect(
            page.contains(
                """
                <a class="sq failed" href="#x86_64,stock,physBits-32,kaslr-off,dev-256MiB+16GiB+32GiB" \
                title="KASLR off · 32 bits: initialization refused, tests not asked, kernel log clean; failed at reserve with ERANGE: the kernel finds no room for 256MiB of device memory in its physical address space" \
                data-k="0" data-o="failed" data-q="ib ta lg"><i class="failed">✗</i><i class="unsupported">–</i><i class="passed">✓</i>\
                <span class="vh"> initialization refused, tests not asked, kernel log clean; </span><span>failed</span><small>reserve ERANGE</small></a>
                """))
        #expect(page.contains("id=\"x86_64,stock,physBits-32,kaslr-off,dev-256MiB+16GiB+32GiB\""))
    }

    @Test func everySectionIsThere() {
        let page = text(Samples.trouble())
        for id in ["matrix", "reasons", "capacity", "cells", "rows", "made"] {
            #expect(page.contains("id=\"\(id)\""), "\(id)")
        }
        for word in [
            "Ladder", "Requested and effective", "Device memory", "Kernel reports", "Console excerpt",
            "QEMU&#39;s",
        ] {
            #expect(page.contains(word) || page.contains(word.replacing("&#39;", with: "'")), "\(word)")
        }
        #expect(page.contains("<mark>[   12.345678] BUG: kernel NULL pointer dereference"))
        #expect(page.contains("4 planned tests have no result."))
    }

    @Test func patchesAreNamed() {
        var input = Samples.moved()
        input.record.images[0].patches = [
            AppliedPatch(name: "fix <it>.patch", sha256: String(repeating: "ab", count: 32))
        ]
        let page = text(input)
        #expect(page.contains("with fix &lt;it&gt;.patch (abababababab)"))
        for index in input.comparisons.indices {
            input.comparisons[index].candidate.kernels = [
                .init(
                    name: "patched", architecture: .x86_64, source: "tree:/linux", release: "7.3.4", version: "1",
                    sha256: "", initramfs: "",
                    patches: ["one", "two", "three"].map { AppliedPatch(name: "\($0).patch", sha256: "") })
            ]
        }
        #expect(text(input).contains("; the candidate with one.patch and 2 more patches."))
    }

    @Test func whatMovedLeadsToTheCells() {
        let moved = Samples.moved()
        let page = text(moved)
        #expect(page.contains("<h3>patched against base</h3>"))
        #expect(page.contains("<h3>Since the run of 2026-11-23T00:15:00Z</h3>"))
        #expect(page.contains(">patched against base</h3>\n<p class=\"quiet\">3 broke, 3 inconclusive, 3 fixed"))
        let ids = Set(page.matches(of: /\sid="([^"]*)"/).map { String($0.output.1) })
        let section = page.split(separator: "id=\"moved\"")[1].split(separator: "</section>")[0]
        let links = section.matches(of: /href="#([^"]*)"/).map { String($0.output.1).removingPercentEncoding ?? "" }
        #expect(links.count > 10)
        #expect(links.allSatisfy(ids.contains))
        #expect(Summary.text(moved, width: 80).contains("patched against base\nInitialization: "))
        #expect(!text(Samples.trouble()).contains("What moved"))
    }

    @Test func aRunWithoutAnyResultIsAPageToo() {
        let cells = Samples.smokeCells()
        let page = text(Samples.input(cells, [], finished: false))
        #expect(page.contains("14 cells have no result yet: the run has not ended."))
        #expect(text(Samples.input([], [])).contains("The matrix has no cells."))
    }

    @Test(.enabled(if: Tool.path("tidy") != nil))
    func theValidatorHasNothingToSay() throws {
        let small = EmptyStateTests.inputs.map(\.input)
        for input in small + [
            Samples.smoke(), Samples.moved(), HostileTests.input("</script>&<b"), Samples.judged(),
            Samples.judged(controls: true),
        ] {
            #expect(try Tool.run("tidy", ["-e", "-q"], input: Report.html(input)).errors == "")
        }
    }
}

/// Programs that a test asks when they are there.
enum Tool {
    static func path(_ name: String) -> String? {
        ["/usr/bin/", "/usr/local/bin/", "/bin/"].map { $0 + name }.first(where: FileManager.default.isExecutableFile)
    }

    static func run(_ name: String, _ arguments: [String], input: [UInt8]) throws -> (output: String, errors: String) {
        let file = NSTemporaryDirectory() + "strait-report-\(UUID().uuidString)"
        try Data(input).write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: try #require(path(name)))
        process.arguments = arguments + [file]
        (process.standardOutput, process.standardError) = (output, errors)
        try process.run()
        let read = try (output.fileHandleForReading.readToEnd(), errors.fileHandleForReading.readToEnd())
        process.waitUntilExit()
        return (String(decoding: read.0 ?? Data(), as: UTF8.self), String(decoding: read.1 ?? Data(), as: UTF8.self))
    }

    static func sha256(_ text: String) throws -> String {
        let digits = try run("sha256sum", [], input: Array(text.utf8)).output.prefix(64)
        let bytes = stride(from: 0, to: 64, by: 2).compactMap { offset in
            UInt8(digits.dropFirst(offset).prefix(2), radix: 16)
        }
        return Data(bytes).base64EncodedString()
    }
}
