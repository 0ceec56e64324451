// SPDX-License-Identifier: Apache-2.0

/// How a request names where patches are, besides paths.
public enum PatchPlace {
    /// The word for standard input.
    public static let standardInput = "-"
    /// What a range of commits begins with: `git:REPO@RANGE`. Without a repository it is the tree that is patched.
    public static let commits = "git:"

    /// The same place with its path from the root, as `place` makes one of a path.
    public static func located(_ patch: String, _ place: (String) -> String) -> String {
        if patch == standardInput { return patch }
        guard patch.hasPrefix(commits) else { return place(patch) }
        let rest = String(patch.dropFirst(commits.count))
        return rest.hasPrefix("@") ? patch : commits + place(rest)
    }
}
