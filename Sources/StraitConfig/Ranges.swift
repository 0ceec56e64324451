// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension Axis {
    /// Reads a value or a range: `32..52` is every number, `1GiB..64GiB` every doubling.
    func readAll(_ text: String, plain: Bool) throws(Complaint) -> [AxisValue?] {
        switch form {
        case .integer:
            guard let (first, last) = try Self.ends(of: text) else { return [try read(text, plain: plain)] }
            guard let low = try read(first, plain: plain)?.integer, let high = try read(last, plain: plain)?.integer
            else { throw Complaint(sentence: "\(quoted(text)) is not a range; its ends are numbers") }
            return try Self.ascending(low, high, text).map { .integer($0) }
        case .size: return try sizes(text, orDefault: Self.leaveAlone).map { $0.map { .integer($0.count) } }
        case .choice, .pattern: return [try read(text, plain: plain)]
        }
    }

    /// The two ends of a range; nil if the text is not a range.
    fileprivate static func ends(of text: String) throws(Complaint) -> (String, String)? {
        guard let dots = text.range(of: "..") else { return nil }
        let (first, last) = (text[..<dots.lowerBound], text[dots.upperBound...])
        guard !first.isEmpty, !last.isEmpty else {
            throw Complaint(sentence: "\(quoted(text)) is not a range; write FIRST..LAST")
        }
        return (String(first), String(last))
    }

    fileprivate static func ascending(_ low: Int, _ high: Int, _ text: String) throws(Complaint) -> ClosedRange<Int> {
        guard low <= high else {
            throw Complaint(sentence: "\(quoted(text)) is not a range: the first value is the larger one")
        }
        return low...high
    }
}

/// Reads a size, or a range of sizes, each twice the one before.
func sizes(_ text: String) throws(Complaint) -> [Mebibytes] {
    guard let (first, last) = try Axis.ends(of: text) else { return [try size(text)] }
    let range = try Axis.ascending(try size(first).count, try size(last).count, text)
    var sizes: [Mebibytes] = []
    var next = range.lowerBound
    while next <= range.upperBound {
        sizes.append(Mebibytes(next))
        next *= 2
    }
    // The end of the range has to be one of its values; otherwise it would silently not be run.
    guard let end = sizes.last, end.count == range.upperBound else {
        let shorter = sizes.count > 1 ? "\(first)..\(Mebibytes(next / 2))" : first
        throw Complaint(
            sentence:
                "\(quoted(text)) does not reach its end: each value is twice the one before; write \(shorter) or "
                + "\(first)..\(Mebibytes(next))")
    }
    return sizes
}

/// The same; `word` stands for no size.
private func sizes(_ text: String, orDefault word: String) throws(Complaint) -> [Mebibytes?] {
    if text == word { return [nil] }
    return try sizes(text).map(Optional.some)
}

/// Reads a request for device memory: a size, a range of sizes, or several regions of one size.
func deviceMemory(_ text: String) throws(Complaint) -> [DeviceMemoryRequest] {
    if let request = DeviceMemoryRequest(parsing: text) { return [request] }
    let parts = text.split(separator: "x", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return try sizes(text).map { DeviceMemoryRequest($0) } }
    // Errors in the size come first: "4x64" has no unit.
    let size = try size(String(parts[1]))
    guard parts[0] != "1" else { throw Complaint(sentence: "\(quoted(text)) is one region; write \(size)") }
    throw Complaint(
        sentence:
            "\(quoted(text)) is not device memory; 2 to \(DeviceMemoryRequest.mostRegions) regions at once can be, "
            + "such as 4x\(size)")
}
