// SPDX-License-Identifier: Apache-2.0

/// `did you mean physBits?` if a known word is similar, else the list of known words.
func suggestion(for word: String, among known: [String]) -> String {
    if let near = nearMiss(of: word, among: known) { return "did you mean \(near)?" }
    return known.isEmpty ? "there are none" : "known: " + known.joined(separator: ", ")
}

/// The known word that `word` is probably meant to be; nil if none is similar.
///
/// Similar means that at most one letter in three differs.
func nearMiss(of word: String, among known: [String]) -> String? {
    guard word.count <= 64 else { return nil }
    let written = Array(word.lowercased())
    var best: (name: String, slips: Int)?
    for name in known {
        let slips = distance(written, Array(name.lowercased()))
        if slips <= max(written.count, name.count) / 3, slips < best?.slips ?? .max { best = (name, slips) }
    }
    return best?.name
}

/// The restricted Damerau-Levenshtein distance: letters added, removed, replaced, or swapped with a neighbour.
private func distance(_ left: [Character], _ right: [Character]) -> Int {
    var before = [Int]()
    var previous = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        for column in right.indices {
            let same = left[row] == right[column]
            var least = min(previous[column + 1] + 1, current[column] + 1, previous[column] + (same ? 0 : 1))
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                least = min(least, before[column - 1] + 1)
            }
            current.append(least)
        }
        (before, previous) = (previous, current)
    }
    return previous[right.count]
}
