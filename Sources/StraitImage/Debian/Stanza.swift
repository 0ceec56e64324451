// SPDX-License-Identifier: Apache-2.0

/// The entry of a package in an index, as `apt-cache show` prints it.
struct Stanza: Sendable, Equatable {
    /// A dependency on a package, with its version if that is exact.
    struct Dependency: Sendable, Equatable {
        var name: String
        var exactly: String?
    }

    private let fields: [String: String]

    /// The package's name.
    var package: String { fields["Package"] ?? "" }
    /// Its version.
    var version: String { fields["Version"] ?? "" }

    /// Its dependencies, including all alternatives.
    var depends: [Dependency] {
        (fields["Depends"] ?? "").split(whereSeparator: { $0 == "," || $0 == "|" }).compactMap { text in
            let words = text.split(whereSeparator: { " ()".contains($0) }).map(String.init)
            guard let name = words.first?.split(separator: ":").first else { return nil }
            return Dependency(name: String(name), exactly: words.count == 3 && words[1] == "=" ? words[2] : nil)
        }
    }

    /// All stanzas of a text, in its order.
    static func parse(_ text: String) -> [Stanza] {
        var stanzas: [Stanza] = []
        var fields: [String: String] = [:]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                if !fields.isEmpty { stanzas.append(Stanza(fields: fields)) }
                fields = [:]
            } else if line.first != " ", let colon = line.firstIndex(of: ":") {
                // Lines that begin with a space continue a description, which is not needed.
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                fields[String(line[..<colon])] = String(value)
            }
        }
        if !fields.isEmpty { stanzas.append(Stanza(fields: fields)) }
        return stanzas
    }
}
