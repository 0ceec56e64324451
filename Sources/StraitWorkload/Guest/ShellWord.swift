// SPDX-License-Identifier: Apache-2.0

/// Words of a shell command.
public enum ShellWord {
    /// The word for any shell, quoted only if it has to be.
    public static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "-_./:=,+@%".utf8.contains(byte)
        }
        return plain && !word.isEmpty ? word : enclosed(word)
    }

    /// The word in quotes in any case.
    public static func enclosed(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
