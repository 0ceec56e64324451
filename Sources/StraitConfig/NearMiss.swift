// SPDX-License-Identifier: Apache-2.0

/// `did you mean physBits?` where something is close to what was written, else what there is.
func suggestion(for word: String, among known: [String]) -> String {
    if let near = nearMiss(of: word, among: known) { return "did you mean \(near)?" }
    return known.isEmpty ? "there are none" : "known: " + known.joined(separator: ", ")
}

/// The one of `known` that `word` is most likely a slip of; nil where nothing is close.
///
/// Close is a slip in three letters: more, and a short word is close to everything.
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

/// Damerau and Levenshtein's distance, restricted: letters added, lost, replaced, or swapped with their neighbour.
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
