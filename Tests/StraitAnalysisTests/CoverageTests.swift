// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitAnalysis

/// Which changed lines ran, over cells and architectures.
@Suite struct CoverageTests {
    /// Lines 4 and 5 replace line 4; line 8 is new; lines 20 and 21 go.
    static let hunks = """
        @@ -1,7 +1,9 @@ static int f(void)
         a
         b
         c
        -old
        +new
        +newer
         d
         e
        +added
         f
        @@ -18,5 +20,3 @@
         g
         h
        -gone
        -too
         i

        """

    @Test func linesAreFoundAgainBehindTheChanges() {
        let diff = DiffHunks(parsing: hunksWithHead)
        #expect(diff.hunks.count == 2 && diff.added == [4, 5, 8])
        #expect(
            [1, 3, 4, 5, 6, 7, 8, 17, 18, 19, 20, 21, 22, 23].map { diff.new(of: $0) }
                == [1, 3, nil, 6, 7, 9, 10, 19, 20, 21, nil, nil, 22, 23])
        // A hunk without lines around it names the line before it.
        let bare = DiffHunks(parsing: "@@ -3,0 +4,2 @@\n+x\n+y\n")
        #expect(bare.added == [4, 5] && [3, 4].map { bare.new(of: $0) } == [3, 6])
        #expect(DiffHunks(parsing: "").new(of: 7) == 7)
        let whole = DiffHunks(parsing: "@@ -0,0 +1,2 @@\n+x\n+y\n\\ No newline at end of file\n")
        #expect(whole.added == [1, 2])
    }

    private var hunksWithHead: String { "--- a\n+++ b\n" + Self.hunks }

    static func file(_ lines: [Int], _ counts: [[UInt64]?], path: String = "mm/a.c") -> CellCoverage.File {
        CellCoverage.File(
            path: path, lines: lines, counts: counts,
            functions: [
                CellCoverage.Function(name: "f", first: 1, last: 6),
                CellCoverage.Function(name: "g", first: 7, last: 12),
            ])
    }

    /// A count that only the last reading has may be an error of the computation.
    @Test func aLineRanIfTheLastTwoReadingsSaySo() {
        let file = Self.file(
            [1, 2, 3, 4], [[1, 0, 0, 0], [1, 2, 0, 0], [1, 5, 0, 1], [1, 5, 0, 2], [9, 9, 1, 3]])
        let marks = file.marks(readings: ["boot", "probe", "hmm-tests", "unload", "log"]).map(\.mark)
        #expect(marks.map(\.count) == [1, 5, 0, 2])
        #expect(marks.map { $0.suites.sorted() } == [["boot"], ["hmm-tests", "probe"], [], ["hmm-tests", "unload"]])
    }

    /// A reading that lacks the file, and one of another length, say nothing.
    @Test func whatIsMissingIsNoZero() {
        let file = Self.file([1, 2], [[1, 0], nil, [3, 2], [3, 2], [7]])
        let marks = file.marks(readings: ["boot", "probe", "hmm-tests", "unload", "log"]).map(\.mark)
        #expect(marks.map(\.count) == [3, 2])
        #expect(marks[0].suites == ["boot", "hmm-tests"] && marks[1].suites == ["hmm-tests"])
        #expect(Self.file([1], [nil, nil]).marks(readings: ["boot", "log"]).isEmpty)
    }

    static func image(
        _ architecture: Architecture, files: [CoverageFile], kernel: String = "candidate"
    ) -> GuestImage {
        GuestImage(
            architecture: architecture, kernel: kernel, source: KernelSource(scheme: "tree", reference: "/linux"),
            release: "7.3.4", version: "v", kernelPath: "/k", initramfsPath: "/i", kernelSHA256: "k",
            initramfsSHA256: "i",
            facts: KernelFacts(options: [:], pageSizeKiB: 4, interface: "range", contents: []),
            coverage: KernelCoverage(files: files, sources: files.map(\.path)))
    }

    static func changed(_ path: String = "mm/a.c") -> CoverageFile {
        CoverageFile(path: path, before: "old", after: "new", hunks: hunks)
    }

    static func lines(_ cells: [(Architecture, [Int], [UInt64])], files: [CoverageFile] = [changed()]) -> KernelLines {
        KernelLines(
            kernel: "candidate", images: Set(cells.map(\.0)).sorted().map { image($0, files: files) },
            cells: cells.map { cell in
                let coverage = CellCoverage(readings: ["boot", "log"], files: [file(cell.1, [cell.2, cell.2])])
                return (cell.0, coverage)
            })
    }

    @Test func cellsOfAnArchitectureAreAddedUp() throws {
        let lines = Self.lines([
            (.x86_64, [1, 4, 5, 8], [1, 0, 2, 0]), (.x86_64, [1, 4, 5, 8], [1, 3, 0, 0]),
            (.ppc64le, [1, 4, 8], [1, 0, 0]),
        ])
        #expect(lines.architectures == [.x86_64, .ppc64le] && lines.canRun == 3 && lines.hasChanges)
        #expect(
            lines.totals() == [
                KernelLines.Total(architecture: .x86_64, canRun: 3, ran: 2),
                KernelLines.Total(architecture: .ppc64le, canRun: 2, ran: 0),
            ])
        #expect(lines.never == [KernelLines.Range(path: "mm/a.c", lines: 8...8, function: "g", count: 1)])
        #expect(
            lines.missed(on: .ppc64le) == [KernelLines.Range(path: "mm/a.c", lines: 4...4, function: "f", count: 1)])
        #expect(lines.missed(on: .x86_64).isEmpty)
        #expect(lines.suites.map(\.name) == ["boot"] && lines.suites.map(\.lines) == [2])
        #expect(lines.files[0].marks[5]?[.ppc64le] == nil)
    }

    /// Lines join over those that cannot run, but not over those that ran, and not over functions.
    @Test func placesAreJoined() {
        var file = Self.lines([(.x86_64, [4, 5, 8], [0, 0, 0])]).files[0]
        #expect(file.ranges(among: [4, 5, 8]) { _ in true }.map(\.lines) == [4...5, 8...8])
        #expect(file.ranges(among: [4, 5, 8]) { $0 != 5 }.map(\.lines) == [4...4, 8...8])
        file.functions = [CellCoverage.Function(name: "f", first: 1, last: 12)]
        let all = file.ranges(among: [4, 5, 8]) { _ in true }
        #expect(all.map(\.lines) == [4...8] && all[0].count == 3)
    }

    /// Of an error path that has no code of its own, the way to it was never taken.
    @Test func aWayThatWasNeverTakenIsFound() {
        func cell(_ ways: [UInt64], _ count: UInt64 = 3) -> CellCoverage {
            var file = Self.file([4, 5], [[count, 0], [count, 0]])
            file.branches = [
                CellCoverage.Branches(line: 4, counts: ways), CellCoverage.Branches(line: 5, counts: [0, 0]),
            ]
            return CellCoverage(readings: ["boot", "log"], files: [file])
        }
        func untaken(_ cells: [(Architecture, CellCoverage)]) -> [ClosedRange<Int>] {
            let images = Set(cells.map(\.0)).map { Self.image($0, files: [Self.changed()]) }
            return KernelLines(kernel: "c", images: images, cells: cells.map { (architecture: $0.0, coverage: $0.1) })
                .untaken.map(\.lines)
        }
        #expect(untaken([(.x86_64, cell([3, 0]))]) == [4...4])
        // Another cell took it, or another architecture did.
        #expect(untaken([(.x86_64, cell([3, 0])), (.x86_64, cell([0, 2]))]).isEmpty)
        #expect(untaken([(.x86_64, cell([3, 0])), (.ppc64le, cell([1, 2]))]).isEmpty)
        // Where the line did not run at all, "never" says so.
        #expect(untaken([(.x86_64, cell([3, 0])), (.ppc64le, cell([0, 0], 0))]) == [4...4])
        #expect(untaken([(.x86_64, cell([0, 0], 0))]).isEmpty)
    }

    @Test func whatCannotBeSeenHasAReason() {
        let hidden = CoverageFile(path: "lib/x.c", before: "1", after: "2", hunks: Self.hunks, unseen: "why")
        let header = CoverageFile(path: "mm/h.h", before: "1", after: "2", hunks: Self.hunks)
        let lines = Self.lines([(.x86_64, [4], [1])], files: [Self.changed(), hidden, header])
        #expect(lines.files.map(\.path) == ["lib/x.c", "mm/a.c", "mm/h.h"])
        #expect(
            lines.files.map(\.unseen)
                == [[.x86_64: "why"], [:], [.x86_64: "no object that counts has code of it"]])
        let other = CoverageFile(path: "mm/a.c", before: "old", after: "other", hunks: "")
        let two = KernelLines(
            kernel: "c", images: [Self.image(.x86_64, files: [Self.changed()]), Self.image(.ppc64le, files: [other])],
            cells: [(.ppc64le, CellCoverage(readings: ["boot"], files: [Self.file([4], [[1]])]))])
        #expect(two.silent == [.x86_64] && two.canRun == 0)
        #expect(two.files[0].unseen[.ppc64le] == "its kernel has another version of the file")
    }

    @Test func unchangedLinesThatTheCandidateLostAreFound() {
        let plain = CoverageFile(path: "mm/a.c", before: "old", after: "old")
        let base = Self.lines(
            [(.x86_64, [1, 4, 5, 6, 7, 20], [1, 1, 1, 0, 1, 1]), (.ppc64le, [5], [1])], files: [plain])
        // 5 is now 6, 6 is now 7, 7 is now 9.
        let candidate = Self.lines([(.x86_64, [1, 4, 6, 7, 9], [1, 0, 0, 0, 0]), (.ppc64le, [6], [2])])
        let lost = LostLines(base: base, candidate: candidate)
        #expect(lost.incomparable.isEmpty && lost.architectures == [.x86_64, .ppc64le])
        #expect(lost.ranges.map(\.range.lines) == [6...6, 9...9])
        #expect(lost.ranges.map(\.baseLine) == [5, 7] && lost.ranges.allSatisfy { $0.architectures == [.x86_64] })
    }

    /// What one cell saw stands, though the kernel of another one could not see it.
    @Test func callsAreAddedUpOverCells() {
        func cell(_ count: UInt64?, _ unseen: String? = nil) -> CellCoverage {
            CellCoverage(readings: [], files: [], calls: [CellCoverage.Calls(name: "f", count: count, unseen: unseen)])
        }
        let calls = KernelCalls(
            kernel: "k", names: ["f", "g"],
            cells: [
                (.x86_64, cell(nil, "why")), (.x86_64, cell(2)), (.x86_64, cell(3)), (.ppc64le, cell(nil, "why")),
                (.aarch64, CellCoverage(readings: ["boot"], files: [])),
            ])
        #expect(calls.architectures == [.x86_64, .ppc64le])
        #expect(calls.functions[0].marks == [.x86_64: .called(5), .ppc64le: .unseen("why")])
        #expect(calls.functions[1].marks.isEmpty)
    }

    @Test func whatCannotBeComparedIsSaid() {
        let candidate = Self.lines([(.x86_64, [1], [0])])
        let other = CoverageFile(path: "mm/a.c", before: "x", after: "x")
        #expect(
            LostLines(base: Self.lines([(.x86_64, [1], [1])], files: [other]), candidate: candidate).incomparable
                == ["mm/a.c": .otherVersion])
        #expect(
            LostLines(base: Self.lines([(.x86_64, [1], [1])], files: []), candidate: candidate).incomparable
                == ["mm/a.c": .notCounted])
    }
}
