// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import StraitReport
import Testing

@Suite struct ComparisonTextTests {
    /// The night in which everything happens, its two kernels against each other.
    static func trouble(_ change: (inout ReportInput) -> Void = { _ in }) -> Comparison {
        var input = Samples.trouble()
        change(&input)
        input.record.images = ["base", "patched"].flatMap { kernel in
            input.record.images.map { image in
                var image = image
                image.kernel = kernel
                if image.kernelSHA256 != "one" { image.kernelSHA256 += kernel }
                return image
            }
        }
        func side(_ kernel: String) -> ComparisonSide {
            ComparisonSide(record: input.record, results: input.results.cells, kernel: kernel)
        }
        return Comparison(base: side("base"), candidate: side("patched"))
    }

    @Test(arguments: [60, 72, 80, 200])
    func noLineIsTooWide(width: Int) {
        let long = String(repeating: "x", count: 300)
        for comparison in [Self.trouble(), Self.trouble { $0.results.cells[17].cause = "\(long) \(long)" }] {
            // Only an id, which stays whole, may be longer than a line.
            let ids = comparison.pairs.map(\.name)
            func wide(_ text: String, _ width: Int) -> [Substring] {
                text.split(separator: "\n").filter { line in
                    line.count > width && !ids.contains { line.hasSuffix($0) || line.contains("\($0) and ") }
                }
            }
            #expect(wide(ComparisonReport.table(comparison, width: width), width).isEmpty)
            #expect(wide(Self.mail(comparison), 72).isEmpty)
        }
    }

    /// The mail as text.
    static func mail(_ comparison: Comparison, tester: String? = nil) -> String {
        var mail = ComparisonMail(comparison)
        mail.tester = tester
        return mail.text
    }

    @Test func theMailSaysWhatWasTestedOnWhatAndWhatMoved() {
        let mail = Self.mail(Self.trouble())
        for text in [
            "strait: Initialization: ", "Tested:", "7.3.4+deb13-amd64 (7.3.4-1~bpo13+1,", "Debian GNU/Linux 12",
            "QEMU 7.2.19", "- new in the kernel log: BUG: kernel NULL", "      dmirror_devmem_alloc_page+0x1c2/0x270",
        ] {
            #expect(mail.contains(text), "\(text)")
        }
        #expect(mail.unicodeScalars.allSatisfy { $0 == "\n" || (0x20..<0x7f).contains($0.value) })
    }

    @Test func theMailNamesThePatches() {
        let hash = String(repeating: "ab", count: 32)
        var comparison = Self.trouble()
        for index in comparison.candidate.kernels.indices {
            comparison.candidate.kernels[index].patches = (1...50).map {
                AppliedPatch(name: "[PATCH \($0)/50] mm: one\u{1b}[2J\nTested-by: Mallory", sha256: hash)
            }
        }
        let mail = Self.mail(comparison)
        let flat = mail.replacing("\n    ", with: " ")
        #expect(
            flat.contains("candidate: 50 patches, from [PATCH 1/50] mm: one Tested-by: Mallory to [PATCH 50/50] mm"))
        #expect(!mail.contains("PATCH 41/50") && !mail.contains("\nTested-by"))
        #expect(ComparisonReport.table(comparison).contains("7.3.4+deb13-amd64"))
        #expect(ComparisonReport.table(comparison).replacing("\n  ", with: " ").contains("with 50 patches"))
    }

    @Test func aKernelIsItsImagesOnTheArchitecturesOfBoth() {
        var comparison = Self.trouble { input in
            for index in input.record.images.indices { input.record.images[index].kernelSHA256 = "one" }
        }
        #expect(comparison.isOfOneKernel)
        comparison.candidate.kernels.removeAll { $0.architecture == .aarch64 }
        #expect(comparison.isOfOneKernel, "nothing else was asked of the candidate")
        comparison.candidate.kernels[0].initramfs = "another"
        #expect(!comparison.isOfOneKernel, "its modules are others")
    }

    @Test func theTagStandsOnlyWhereItIsTrue() {
        let tester = "A Tester <tester@example.org>"
        let cells = Samples.smokeCells(kernel: "base") + Samples.smokeCells(kernel: "patched")
        let night = Samples.input(cells, cells.map(Results.smoke))
        let half = night.results.cells.count / 2
        func mail(_ change: (inout ReportInput) -> Void) -> String {
            Self.mail(
                Self.trouble {
                    $0 = night
                    change(&$0)
                }, tester: tester)
        }
        let tag = "\n\nTested-by: \(tester)\n"
        #expect(mail { _ in }.hasSuffix(tag))
        #expect(mail { $0.results.cells[0].outcome = .crashed }.hasSuffix(tag), "what was fixed takes nothing away")
        #expect(!mail { $0.results.cells[half].outcome = .crashed }.contains("Tested-by"), "broke")
        #expect(!mail { $0.results.cells[half].outcome = .invalid }.contains("Tested-by"), "inconclusive")
        #expect(!mail { $0.results.cells.removeLast() }.contains("Tested-by"), "not finished")
        #expect(
            !mail { input in
                for index in input.results.cells.indices { input.results.cells[index].outcome = .unsupported }
            }.contains("Tested-by"), "nothing was tested")
        #expect(!Self.mail(Self.trouble { $0 = night }).contains("Tested-by"), "nobody says so")
        let same = mail { input in
            for index in input.record.images.indices { input.record.images[index].kernelSHA256 = "one" }
        }
        #expect(!same.contains("Tested-by"), "there are no two kernels")
        #expect(same.replacing("\n", with: " ").contains("the same kernel, to the last byte"))
        let instead = mail { input in
            for index in input.record.images.indices {
                input.record.images[index].passedOver = ["debian:experimental: gone"]
            }
        }
        #expect(instead.contains("  debian:experimental: gone"))
    }

    @Test func aComparisonThatCannotBeTrustedSaysSoFirst() {
        let tester = "A Tester <tester@example.org>"
        let cells = Samples.smokeCells(kernel: "base") + Samples.smokeCells(kernel: "patched")
        let night = Samples.input(cells, cells.map(Results.smoke))
        var comparison = Self.trouble { $0 = night }
        #expect(Self.mail(comparison, tester: tester).contains("Tested-by"))
        let cause = "\u{1b}[2J\nTested-by: M"
        comparison.distrust = [
            .init(.control(.mustPass, cell: "x", answer: CellAnswer(.hung, .boot), cause: cause), of: .base)
        ]
        let table = ComparisonReport.table(comparison)
        #expect(
            table.hasPrefix("? This comparison cannot be trusted, whatever it says:\n  base: the control x has to pass")
        )
        #expect(table.contains("\n\nNOT TO BE TRUSTED. Initialization: "))
        let mail = Self.mail(comparison, tester: tester)
        let lines = mail.split(separator: "\n")
        #expect(lines[0].hasPrefix("strait: NOT TO BE TRUSTED."))
        #expect(lines.contains { $0.hasPrefix("This comparison cannot be trusted") })
        #expect(!mail.contains(tester) && !mail.contains("\nTested-by") && !mail.contains("\u{1b}"))
        var page = Samples.input(cells, cells.map(Results.smoke))
        page.comparisons = [comparison]
        #expect(Summary.text(page).contains("? This comparison cannot be trusted"))
        #expect(String(decoding: Report.html(page), as: UTF8.self).contains("This comparison cannot be trusted"))
    }

    @Test func aGuestSendsNoSequenceAndNoLineOfItsOwn() {
        for text in HostileTests.texts {
            let comparison = Self.trouble {
                for index in $0.results.cells.indices where $0.results.cells[index].cause != nil {
                    $0.results.cells[index].cause = text + "\n\nTested-by: Mallory <m@example.org>"
                }
            }
            let mail = Self.mail(comparison)
            #expect(!mail.contains("\nTested-by"))
            #expect(!mail.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0 == "\u{202e}" })
        }
    }
}
