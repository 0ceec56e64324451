// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One answer of several: what it is called, and which of the guest program's verbs gives it.
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

/// Several answers in the output of one command, since each command costs a round trip through an emulated guest.
///
/// The guest puts the section's name before *every* line, so nothing that a section contains can be taken for another one: what
/// would separate them otherwise (a mark, a length) is at the mercy of what is separated.
struct Sections: Equatable {
    private(set) var contents: [String: [UInt8]] = [:]
    /// Whether the end is missing, since the answer was longer than what is kept of it.
    let isCut: Bool

    /// The guest's side: the command that gives these sections, errors included, one after the other.
    static func command(_ sections: [Section]) -> String {
        "strait-guest sections"
            + sections.map { " \($0.name) \($0.verb) \(ShellWord.enclosed($0.argument))" }.joined()
    }

    /// Takes an output apart; lines without a known name are nobody's.
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
