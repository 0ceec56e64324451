// SPDX-License-Identifier: Apache-2.0

/// Several answers in the output of one command, since each command costs a round trip through an emulated guest.
///
/// The guest puts the section's name before *every* line, so nothing that a section contains can be taken for another one: what
/// would separate them otherwise (a mark, a length) is at the mercy of what is separated.
struct Sections: Equatable {
    private(set) var contents: [String: [UInt8]] = [:]

    /// The guest's side: the command whose output is section `name`, errors included.
    static func command(_ name: String, _ command: String) -> String {
        // `echo`: a last line without an end must not run into the next section.
        "{ \(command); } 2>&1 | sed 's/^/\(name):/'; echo"
    }

    /// Takes an output apart; lines without a known name are nobody's.
    init(parsing output: [UInt8], names: [String]) {
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
