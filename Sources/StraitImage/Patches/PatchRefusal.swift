// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

/// Why a patch is not applied: what git says of it, in strait's words. Pure.
enum PatchRefusal {
    /// git cannot read the patch, whatever the tree is.
    static func damaged(_ patch: Patch, said: String) -> StraitError {
        let complaint = complaints(said).first ?? ""
        let what = sentence(damageSentences, for: complaint) ?? complaint
        return StraitError(.request, "the patch \(patch.name) is damaged: \(what)", cause: cause(patch))
    }

    /// A patch does not apply to this tree: which file, which hunk, and why. `isThere` says that it applies the other
    /// way round.
    static func conflict(_ patch: Patch, said: String, tree: FilePath, isThere: Bool) -> StraitError {
        let name = patch.name
        if isThere { return StraitError(.patchConflict, "the patch \(name) is in \(tree) already: leave it out") }
        if DiffText.isWrapped(patch.diff) {
            return StraitError(
                .request,
                "the patch \(name) is damaged: a hunk has more lines than its head announces; a mail program may have wrapped one",
                cause: cause(patch))
        }
        let complaints = complaints(said)
        if let failed = complaints.lazy.compactMap({ $0.wholeMatch(of: /patch failed: (.+):([0-9]+)/) }).first,
            let line = Int(failed.2)
        {
            let path = String(failed.1)
            let hunk = hunk(of: path, at: line, in: patch.diff).map { "hunk \($0.number) of \($0.count) (\($0.head))" }
            return StraitError(
                .patchConflict, "the patch \(name) does not apply to \(tree): \(path), \(hunk ?? "at line \(line)")",
                cause: cause(patch) ?? "the lines that it changes are not there")
        }
        let complaint = complaints.first ?? String(said.suffix(200))
        let reason = sentence(treeSentences, for: complaint) ?? complaint
        return StraitError(
            .patchConflict, "the patch \(name) does not apply to \(tree): \(reason)", cause: cause(patch))
    }

    /// What of the patch itself may be why.
    private static func cause(_ patch: Patch) -> String? {
        if let damage = patch.damage { return damage }
        return DiffText.lineEnds(patch.diff) == .plain
            ? nil : "its lines end with CR LF, and it applies neither with the carriage returns nor without them"
    }

    private static func complaints(_ said: String) -> [String] {
        said.split(separator: "\n").filter { $0.hasPrefix("error: ") || $0.hasPrefix("fatal: ") }
            .map { String($0.dropFirst("error: ".count)) }.filter { $0 != "while searching for:" }
    }

    /// What git says (apply.c), by how it begins or ends, and what it means; what git names itself comes before that or
    /// after it.
    private static let damageSentences: [(sign: String, sentence: String)] = [
        (
            "corrupt patch at line",
            "a hunk does not have the lines that its head announces; a mail program may have broken or cut lines"
        ),
        ("patch fragment without header", "a hunk stands there without the file that it belongs to"),
        ("corrupt binary patch", "its binary part is broken"),
        ("patch with only garbage", "a file of it has no change"),
        ("No valid patches in input", "git finds no diff in it"),
        ("unrecognized input", "git finds no diff in it"),
        ("git diff header lacks filename", "its paths have too few parts"),
        ("unable to find filename", "its paths have too few parts"),
        ("unable to find filename in patch", "its paths have too few parts"),
        ("bad git-diff", "the names of a file before and after do not fit each other"),
        ("invalid mode", "the mode of a file in it is no mode"),
    ]

    private static let treeSentences: [(sign: String, sentence: String)] = [
        ("No such file or directory", "there is no such file"),
        ("does not exist in index", "there is no such file"),
        ("already exists in working directory", "it makes a file that is there already"),
        ("already exists in index", "it makes a file that is there already"),
        ("is beyond a symbolic link", "a part of that path is a symbolic link"),
        ("invalid path", "that path leads out of the tree"),
        ("wrong type", "that is another kind of file in the tree"),
        ("depends on old contents", "it makes a file that it also changes"),
        ("removal patch leaves file contents", "it removes a file that has more lines in the tree"),
        ("cannot apply binary patch", "its binary part does not have the whole hashes (`git format-patch --binary`)"),
        ("does not match the current contents", "its binary part is for another content"),
        ("patch does not apply", "the lines that it changes are not there"),
    ]

    /// The sentence with git's own words about where: `mm/x.c: there is no such file`, `at line 6: …`.
    private static func sentence(_ sentences: [(sign: String, sentence: String)], for complaint: String) -> String? {
        guard let (sign, sentence) = sentences.first(where: { complaint.contains($0.sign) }) else { return nil }
        if let line = complaint.firstMatch(of: /at line ([0-9]+)/) { return "\(sentence) (line \(line.1))" }
        if let named = complaint.firstMatch(of: /'([^']+)'/) { return "\(named.1): \(sentence)" }
        if let end = complaint.firstRange(of: ": \(sign)") { return "\(complaint[..<end.lowerBound]): \(sentence)" }
        return sentence
    }

    /// The hunk of a file that begins at a line, counted from one.
    static func hunk(of path: String, at line: Int, in diff: [UInt8]) -> (number: Int, count: Int, head: String)? {
        var isFile = false
        var heads: [String] = []
        for part in DiffText.lines(diff).map(DiffText.text) {
            if part.hasPrefix("--- ") || part.hasPrefix("diff --git ") { isFile = false }
            if part.hasPrefix("+++ ") {
                let name = part.dropFirst(4).prefix { $0 != "\t" }
                isFile = name == path || name.hasSuffix("/\(path)")
            }
            guard isFile, let match = part.prefixMatch(of: /@@ -[0-9]+(,[0-9]+)? \+[0-9]+(,[0-9]+)? @@/) else {
                continue
            }
            heads.append(String(match.0))
        }
        let found = heads.firstIndex { $0.prefixMatch(of: /@@ -([0-9]+)/).flatMap { Int($0.1) } == line }
        return found.map { ($0 + 1, heads.count, heads[$0]) }
    }
}
