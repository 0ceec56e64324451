// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One of several answers: its name, and the command of `strait-guest` that gives it.
struct Section: Equatable {
    let name: String
    let verb: String
    let argument: String

    init(_ name: String, _ verb: String, _ argument: String) {
        self.name = name
        self.verb = verb
        self.argument = argument
    }
}

/// Several answers in the output of one command, because each command costs a round trip through an emulated guest.
///
/// The guest writes the section's name before every line. So the content of a section cannot imitate another section,
/// as it could with separators or lengths.
struct Sections: Equatable {
    private(set) var contents: [String: [UInt8]] = [:]
    /// Whether the output was longer than what was kept, so that its end is missing.
    let isCut: Bool

    /// The command for the guest that gives these sections one after the other, including their errors.
    static func command(_ sections: [Section]) -> String {
        "strait-guest sections"
            + sections.map { " \($0.name) \($0.verb) \(ShellWord.enclosed($0.argument))" }.joined()
    }

    /// Separates an output; lines without a known name are ignored.
    init(parsing output: [UInt8], names: [String], isCut: Bool = false) {
        self.isCut = isCut
        let marks = names.map { ($0, Array("\($0):".utf8)) }
        Bytes.eachLine(of: output) { line in
            for (name, mark) in marks where line.starts(with: mark) {
                contents[name, default: []] += line.dropFirst(mark.count)
                contents[name, default: []].append(0x0a)
                return
            }
        }
    }

    subscript(name: String) -> [UInt8] { contents[name] ?? [] }

    /// A section's lines as text.
    func lines(_ name: String) -> [String] { Bytes.lines(self[name]) }
}
