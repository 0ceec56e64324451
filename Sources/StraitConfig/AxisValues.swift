// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What is wrong with a value and what would be right. The caller adds the place.
struct Complaint: Error, Equatable {
    let sentence: String
}

extension Axis {
    /// The word that leaves an axis to the machine; it can be part of a list.
    static let leaveAlone = "default"

    /// The values, with each one that stands for several replaced by these.
    func expanded(_ values: [AxisValue?]) -> [AxisValue?] {
        values.flatMap { value in value.map { expand($0).map(Optional.some) } ?? [nil] }
    }

    /// Reads a value of a configuration or a filter; nil for ``leaveAlone``. `plain`: written without quotes, so that
    /// YAML's words for true and false count.
    func read(_ text: String, plain: Bool) throws(Complaint) -> AxisValue? {
        if text == Self.leaveAlone { return nil }
        switch form {
        case .integer(let range, let unit):
            return .integer(try wholeNumber(text, in: range, unit: unit))
        case .size:
            return .integer(try size(text).count)
        case .choice(let words):
            let word = plain && words.contains("off") ? switchWord(text) : text
            guard words.contains(word) else {
                let advice = suggestion(for: text, among: words)
                throw Complaint(sentence: "\(quoted(text)) is not a valid value; \(advice)")
            }
            return .text(word)
        case .pattern(let expected, let parse):
            // `off` is the only word in such texts that YAML also writes differently.
            let word = plain && parse(text) == nil && switchWord(text) == "off" ? "off" : text
            guard let value = parse(word) else {
                throw Complaint(sentence: "\(quoted(text)) is not a valid value; it takes \(expected)")
            }
            return .text(value)
        }
    }
}

/// YAML 1.1's words for true and false, as `on` and `off`.
func switchWord(_ text: String) -> String {
    switch text.lowercased() {
    case "off", "false", "no", "n": "off"
    case "on", "true", "yes", "y": "on"
    default: text
    }
}

func wholeNumber(_ text: String, in range: ClosedRange<Int>, unit: String) throws(Complaint) -> Int {
    let bounds = "\(range.lowerBound) to \(range.upperBound) \(unit)"
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), text == "0" || text.first != "0" else {
        throw Complaint(sentence: "\(quoted(text)) is not a whole number; \(bounds) can be")
    }
    guard let number = Int(text), range.contains(number) else {
        throw Complaint(sentence: "\(text) is out of range; \(bounds) can be")
    }
    return number
}

/// Reads a size; common mistakes get a message of their own.
func size(_ text: String) throws(Complaint) -> Mebibytes {
    if let size = Mebibytes(parsing: text) { return size }
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text.dropFirst(number.count).drop { $0 == " " }
    guard number.contains(where: \.isNumber) else {
        throw Complaint(sentence: "\(quoted(text)) is not a size; write 256MiB, 16GiB or 1TiB")
    }
    if unit.isEmpty {
        throw Complaint(sentence: "\"\(number)\" has no unit: write \(number)MiB, \(number)GiB or \(number)TiB")
    }
    guard let letter = unit.uppercased().first, "MGT".contains(letter),
        ["", "B", "IB"].contains(unit.uppercased().dropFirst())
    else {
        throw Complaint(sentence: "\(quoted(text)) is not a size; the units are MiB, GiB and TiB")
    }
    let right = "\(number)\(letter)iB"
    if Mebibytes(parsing: right) != nil, right != text {
        throw Complaint(sentence: "\(quoted(text)) is not a size; did you mean \(right)?")
    }
    throw Complaint(
        sentence: "\(quoted(text)) is not a size; write a whole number above zero, below 4194304TiB")
}
