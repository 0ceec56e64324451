// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A selection of cells: `arch=x86_64,physBits=36|40`. All terms of one text have to hold; of several texts one is
/// enough.
public struct Filter: Sendable, Equatable {
    private let alternatives: [CellMatch]

    /// Parses one filter, as `--only` takes it. Errors: `request`.
    public static func parse(_ text: String) throws -> Filter { try parse([text]) }

    /// Parses filters, one of which has to match; an empty list matches every cell. Errors: `request` for the first
    /// wrong one.
    public static func parse(_ texts: [String]) throws -> Filter {
        Filter(
            alternatives: try texts.map { text in
                CellMatch(try text.split(separator: ",", omittingEmptySubsequences: false).map { try term(String($0)) })
            })
    }

    /// Whether the cell is selected.
    public func matches(_ cell: Cell) -> Bool {
        alternatives.isEmpty || alternatives.contains { $0.matches(cell) }
    }

    private static func term(_ text: String) throws -> CellMatch.Term {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { trimmed($0) }
        guard parts.count == 2, !parts[0].isEmpty, parts[1].contains(where: { $0 != "|" }) else {
            throw StraitError(
                .request, "\(quoted(text)) is not a filter; write KEY=VALUE, such as arch=x86_64,physBits=36|40",
                place: .init(file: "--only"))
        }
        let (key, values) = (parts[0], parts[1].split(separator: "|").map { trimmed($0) })
        do throws(Complaint) {
            return try term(key, values)
        } catch {
            throw StraitError(.request, error.sentence, place: .init(file: "--only", key: key))
        }
    }

    private static func term(_ key: String, _ values: [String]) throws(Complaint) -> CellMatch.Term {
        switch key {
        case "arch": return .architecture(try each(values, architecture))
        case "kernel": return .kernel(values)
        case "deviceMemory": return .deviceMemory(Array(try each(values, StraitConfig.deviceMemory).joined()))
        default:
            guard let axis = Axis.named(key) else {
                let known = ["arch"] + Settings.keys
                throw Complaint(sentence: "unknown axis; \(suggestion(for: key, among: known))")
            }
            let read = try each(values) { text throws(Complaint) in try axis.readAll(text, plain: true) }
            return .axis(key, axis.expanded(Array(read.joined())))
        }
    }

    private static func architecture(_ text: String) throws(Complaint) -> Architecture {
        if let architecture = Architecture(rawValue: text) { return architecture }
        let known = Architecture.allCases.map(\.rawValue)
        throw Complaint(sentence: "no architecture \(text); \(suggestion(for: text, among: known))")
    }

    /// Like `map`, but keeps the type of the error.
    private static func each<Value>(
        _ texts: [String], _ read: (String) throws(Complaint) -> Value
    ) throws(Complaint) -> [Value] {
        var values: [Value] = []
        for text in texts { values.append(try read(text)) }
        return values
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
