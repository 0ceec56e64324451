// SPDX-License-Identifier: Apache-2.0

/// Several things in a sentence.
enum Enumeration {
    /// `a, b and c`.
    static func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " and " + last
    }
}
