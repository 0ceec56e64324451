// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The important part of a console: the lines around the kernel's reports, and the end.
struct ConsoleExcerpt {
    /// Consecutive lines, with the number of lines left out before them.
    struct Piece {
        var skipped: Int
        var lines: [(text: String, marked: Bool)]
    }

    let pieces: [Piece]
    /// What a reader has to know about the missing parts.
    let note: String?

    private static let before = 6
    private static let after = 24
    private static let tail = 14
    /// The most bytes of a console to process; of a longer one the end.
    private static let mostBytes = 1 << 20

    /// Makes the excerpt; nil if the console is empty. `marksEnd`: the last line of the guest is the important one.
    init?(_ console: [UInt8], total: Int, reports: [KernelReport], marksEnd: Bool = false) {
        let looked = console.suffix(Self.mostBytes)
        var raw = looked.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        while let last = raw.last, last.allSatisfy({ $0 == 0x0d || $0 == 0x20 }) { raw.removeLast() }
        guard !raw.isEmpty else { return nil }
        let lines = Array(raw)
        let found = Self.places(of: reports, in: lines)
        let marked = found.isEmpty && marksEnd ? [lines.count - 1] : found
        var wanted = Set(max(0, lines.count - Self.tail)..<lines.count)
        for place in marked.prefix(2) {
            wanted.formUnion(max(0, place - Self.before)..<min(lines.count, place + Self.after))
        }
        var pieces: [Piece] = []
        var previous = -1
        for index in wanted.sorted() {
            if pieces.isEmpty || index != previous + 1 {
                pieces.append(Piece(skipped: index - previous - 1, lines: []))
            }
            let text = Clean.lines(lines[index]).first ?? ""
            pieces[pieces.count - 1].lines.append((text, marked.contains(index)))
            previous = index
        }
        self.pieces = pieces
        let missing = max(0, total - looked.count)
        note = missing > 0 ? "The first \(Words.bytes(UInt64(missing))) of the console are not looked at here." : nil
    }

    /// The lines of the reports' titles, the first line of each.
    private static func places(of reports: [KernelReport], in lines: [ArraySlice<UInt8>]) -> [Int] {
        let titles = reports.prefix(4).map { Array($0.title.utf8.prefix(80)) }.filter { $0.count >= 8 }
        var found: [Int] = []
        for title in titles {
            guard let place = lines.firstIndex(where: { contains($0, title) }), !found.contains(place) else { continue }
            found.append(place)
        }
        return found
    }

    private static func contains(_ line: ArraySlice<UInt8>, _ needle: [UInt8]) -> Bool {
        guard line.count >= needle.count else { return false }
        for start in line.startIndex...(line.endIndex - needle.count) where line[start] == needle[0] {
            if line[start..<start + needle.count].elementsEqual(needle) { return true }
        }
        return false
    }

    /// The values for the template.
    func view(_ allowance: Allowance) -> View {
        [
            "note": note,
            "pieces": pieces.map { piece in
                let (shown, left) = allowance.lines(piece.lines.map(\.text), most: piece.lines.count)
                return [
                    "skipped": piece.skipped > 0 ? Words.count(piece.skipped, "line") : nil,
                    "lines": zip(shown, piece.lines).map { ["text": $0, "marked": $1.marked] as View },
                    "more": left > 0 ? Words.count(left, "line") : nil,
                ] as View
            },
        ]
    }
}
