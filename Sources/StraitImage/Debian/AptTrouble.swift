// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Turns apt's messages into a sentence that names the cause and the remedy.
struct AptTrouble {
    let index: AptIndex
    let mirror: String

    /// The error for the output of `apt-get` during `what`.
    func error(for text: String, doing what: String) -> StraitError {
        if let known = Trouble.known(in: text) { return known }
        for (signs, error) in sentences where signs.contains(where: { text.contains($0) }) {
            return StraitError(error.kind, error.message, cause: cause(in: text, signs))
        }
        return StraitError(.infrastructure, "apt-get could not \(what)", cause: cause(in: text, ["E: "]))
    }

    private var place: String { "\(index.suite) for \(index.architecture) on \(mirror)" }

    /// The texts that identify apt's messages, the most specific first.
    private var sentences: [(signs: [String], error: StraitError)] {
        [
            (
                [
                    "Temporary failure resolving", "Could not resolve", "Could not connect", "Network is unreachable",
                    "No route to host", "Connection timed out", "Connection refused", "Unable to connect",
                ],
                StraitError(
                    .infrastructure, "\(mirror) cannot be reached: there is no network, or the mirror is down")
            ),
            (
                ["has unexpected size", "Hash Sum mismatch", "Mirror sync in progress"],
                StraitError(
                    .sourceUnavailable,
                    "the index of \(place) does not match its signature: the mirror is being updated; "
                        + "try again later or name another source")
            ),
            (
                ["is not valid yet"],
                StraitError(
                    .infrastructure,
                    "the index of \(place) is from the future: the clock of this machine is wrong")
            ),
            (
                ["NO_PUBKEY", "is not signed", "couldn't be verified", "BADSIG", "Missing key", "invalid signature"],
                StraitError(
                    .sourceUnavailable,
                    "the index of \(place) is not signed with a key of Debian's archive: name another mirror, "
                        + "or apt-get install a newer debian-archive-keyring")
            ),
            (
                ["does not have a Release file", "no longer has a Release file", "doesn't support architecture"],
                StraitError(.sourceUnavailable, "there is no \(place)")
            ),
            (
                ["was not found", "Unable to locate package", "404  Not Found", "has no installation candidate"],
                StraitError(
                    .sourceUnavailable,
                    "\(place) does not have a version that was chosen: `strait image update` chooses the newest anew; where "
                        + "that says the same, the mirror lacks packages that are in its index")
            ),
        ]
    }

    /// The line that identified the message, without apt's prefix.
    private func cause(in text: String, _ signs: [String]) -> String? {
        let line = text.split(separator: "\n").last { line in signs.contains { line.contains($0) } }
        guard let line else { return text.split(separator: "\n").last.map(String.init) }
        let trimmed = line.trimmingPrefix("E: ").trimmingPrefix("W: ").trimmingPrefix("Err:")
        return trimmed.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
}
