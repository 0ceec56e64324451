// SPDX-License-Identifier: Apache-2.0

/// The hunks of a unified diff of one file.
public struct DiffHunks: Sendable, Equatable {
    /// A line of a hunk.
    public struct Line: Sendable, Equatable {
        /// Its number without the change; nil for a line that the change adds.
        public var old: Int?
        /// Its number with the change; nil for a line that the change removes.
        public var new: Int?
        /// Its text.
        public var text: String
    }

    /// Changed lines with the lines around them.
    public struct Hunk: Sendable, Equatable {
        /// The first line without the change, and how many lines it has there.
        public var old: (first: Int, count: Int)
        /// The first line with the change, and how many lines it has there.
        public var new: (first: Int, count: Int)
        /// Its lines, in order.
        public var lines: [Line]

        /// Whether two hunks are the same.
        public static func == (left: Hunk, right: Hunk) -> Bool {
            left.old == right.old && left.new == right.new && left.lines == right.lines
        }
    }

    /// The hunks, in order.
    public var hunks: [Hunk] = []

    /// Parses hunks; anything before the first `@@` is ignored, and so is a line that no hunk can have.
    public init(parsing text: String) {
        var (old, new) = (0, 0)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let head = line.prefixMatch(of: /@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/) {
                (old, new) = (Int(head.1) ?? 0, Int(head.3) ?? 0)
                let counts = (head.2.map { Int($0) ?? 0 } ?? 1, head.4.map { Int($0) ?? 0 } ?? 1)
                hunks.append(Hunk(old: (old, counts.0), new: (new, counts.1), lines: []))
                continue
            }
            guard let sign = line.first, !hunks.isEmpty, sign == " " || sign == "+" || sign == "-" else { continue }
            let place = (old: sign == "+" ? nil : old, new: sign == "-" ? nil : new)
            if place.old != nil { old += 1 }
            if place.new != nil { new += 1 }
            hunks[hunks.count - 1].lines.append(Line(old: place.old, new: place.new, text: String(line.dropFirst())))
        }
    }

    /// The numbers of the lines that the change adds or replaces, as the file has them with it.
    public var added: Set<Int> {
        Set(hunks.flatMap(\.lines).filter { $0.old == nil }.compactMap(\.new))
    }

    /// The number that a line has with the change; nil for a line that the change removes or replaces.
    public func new(of line: Int) -> Int? {
        var shift = 0
        for hunk in hunks {
            // A hunk that only adds lines stands behind the line that it names.
            let first = hunk.old.count == 0 ? hunk.old.first + 1 : hunk.old.first
            if line < first { break }
            if line < first + hunk.old.count { return hunk.lines.first { $0.old == line }?.new }
            shift += hunk.new.count - hunk.old.count
        }
        return line + shift
    }
}
