// SPDX-License-Identifier: Apache-2.0

/// What strait itself reads of a mail's head: fields that hold only ids and addresses. Everything that may be encoded
/// is for git to read.
struct RawMail: Sendable {
    /// The fields by their names in small letters, unfolded (RFC 5322, 2.2.3); of several of one name the first.
    private let fields: [String: String]
    /// The head with the empty line at its end, for git to read it without the body.
    let head: [UInt8]

    /// Reads the head of a mail.
    init(_ mail: [UInt8]) {
        var fields: [String: String] = [:]
        var name: String?
        var length = 0
        for (index, line) in mail.split(separator: 0x0a, omittingEmptySubsequences: false).lazy.enumerated() {
            let text = DiffText.text(line)
            if text.isEmpty { break }
            length += line.count + 1
            if text.first == " " || text.first == "\t" {
                if let name { fields[name]? += text }
            } else if index > 0 || !text.hasPrefix("From "), let colon = text.firstIndex(of: ":") {
                let key = text[..<colon].lowercased()
                // A field that is there twice counts once, as git has it.
                name = fields[key] == nil ? key : nil
                if name != nil { fields[key] = text[text.index(after: colon)...].trimmed }
            } else {
                name = nil
            }
        }
        self.fields = fields
        head = Array(mail.prefix(length)) + [0x0a]
    }

    /// A field's text.
    subscript(_ name: String) -> String? { fields[name.lowercased()] }

    /// The ids between angle brackets in a field.
    func ids(_ name: String) -> [String] {
        (self[name] ?? "").matches(of: /<([^<>\s]+)>/).map { String($0.1) }
    }

    /// The address of who sent it, in small letters.
    var sender: String? {
        guard let from = self["from"] else { return nil }
        let address = from.matches(of: /[^<>\s"(),;:]+@[^<>\s"(),;:]+/).last.map { String($0.0) }
        return address?.lowercased()
    }
}

extension Substring {
    fileprivate var trimmed: String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
