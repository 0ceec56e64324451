// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The file `series` of quilt: names in the order in which they are applied. Pure.
struct QuiltSeries: Sendable, Equatable {
    /// A line of it.
    struct Entry: Sendable, Equatable {
        /// The file's name, below the directory of the series.
        var name: String
        /// How many leading parts of its paths to take off; nil where the line does not say it.
        var strip: Int?
    }

    /// Its name in a directory of patches.
    static let fileName = "series"

    /// Its lines.
    private(set) var entries: [Entry] = []

    /// Reads the text of the file `path`. A comment begins with #, and options may follow a name: `-p0`, `-p1`, `-pab`,
    /// as quilt(1) has them. Errors: `request` for another option.
    init(_ text: String, path: String) throws {
        for line in text.split(whereSeparator: \.isNewline) {
            let words = Self.withoutComment(line).split(whereSeparator: \.isWhitespace).map(String.init)
            guard let name = words.first else { continue }
            // With a blank between them, too.
            let options = words.dropFirst().joined(separator: " ").replacing("-p ", with: "-p")
            switch options {
            case "": entries.append(Entry(name: name))
            case "-pab": entries.append(Entry(name: name, strip: 1))
            default:
                guard let match = options.wholeMatch(of: /-p([0-9])/), let level = Int(match.1) else {
                    throw StraitError(
                        .request,
                        "\(path) has \(name) with \(options): strait applies every patch forwards, with -pN or nothing, so make it "
                            + "one that applies like that")
                }
                entries.append(Entry(name: name, strip: level))
            }
        }
    }

    /// A # begins a comment at the beginning of a line and behind a blank.
    private static func withoutComment(_ line: Substring) -> Substring {
        if line.first == "#" { return "" }
        guard let mark = line.firstRange(of: /\s#/) else { return line }
        return line[..<mark.lowerBound]
    }
}
