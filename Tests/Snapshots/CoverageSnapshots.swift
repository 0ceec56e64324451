// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel
import StraitReport
import StraitSystem
import Testing

/// What strait says of the counts of a real guest, in which a planted function was called by nothing.
@Suite struct CoverageSnapshots {
    private func lines() throws -> KernelLines {
        func read(_ name: String) throws -> [UInt8] {
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(Fixture.root)/coverage/\(name)")))
        }
        let file = CoverageFile(
            path: "mm/memremap.c", before: "before", after: "after",
            hunks: String(decoding: try read("memremap.hunks.diff"), as: UTF8.self))
        let image = GuestImage(
            architecture: .x86_64, kernel: "candidate", source: KernelSource(scheme: "tree", reference: "/linux"),
            release: "7.3.4-strait", version: "7.3.4", kernelPath: "/k", initramfsPath: "/i", kernelSHA256: "k",
            initramfsSHA256: "i", facts: KernelFacts(options: [:], pageSizeKiB: 4, interface: "range", contents: []),
            coverage: KernelCoverage(files: [file], sources: [file.path]))
        let coverage = try JSON.decode(CellCoverage.self, try read("memremap.json"))
        return KernelLines(kernel: "candidate", images: [image], cells: [(.x86_64, coverage)])
    }

    @Test func theTextNamesWhatNothingCalls() throws {
        let lines = try lines()
        #expect(lines.never.map(\.function) == ["pgmap_nr_pages", "pgmap_never_called"])
        #expect(lines.never.last?.lines == 104...110)
        try Snapshot.check(CoverageText.text(lines), "coverage/memremap.txt")
    }

    @Test func programsGetTheSame() throws {
        let lines = try lines()
        try Snapshot.check(Lcov.text(lines), "coverage/memremap.info")
        try Snapshot.check(
            try JSON.encode(CoverageDocument(run: "r", [(lines: lines, lost: nil)])), "coverage/memremap.json")
    }
}
