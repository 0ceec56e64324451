// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The result of loading or unloading a module: `strait-load/1 ok`, `strait-unload/1 errno=EBUSY`.
enum ModuleAnswer: Equatable {
    case done
    case refused(errno: Errno)
    /// The helper gave no answer; contains its output.
    case none(String)

    /// The last answer of `verb` in these lines.
    init(_ verb: String, in lines: [String]) {
        let mark = "strait-\(verb)/1 "
        guard let line = lines.last(where: { $0.hasPrefix(mark) }) else {
            self = .none(lines.last { !$0.isEmpty } ?? "no answer")
            return
        }
        let answer = line.dropFirst(mark.count)
        if answer == "ok" {
            self = .done
        } else if let errno = Words.pairs(answer)["errno"].flatMap(Errno.init) {
            self = .refused(errno: errno)
        } else {
            self = .none(line)
        }
    }
}

/// Parses `key=value` lines of programs in the guest.
enum Words {
    /// The `key=value` words, the first one of each key; at most 64.
    static func pairs(_ text: Substring) -> [String: String] {
        var values: [String: String] = [:]
        for word in text.split(separator: " ", maxSplits: 64) {
            let pair = word.split(separator: "=", maxSplits: 1)
            if pair.count == 2, values[String(pair[0])] == nil {
                values[String(pair[0])] = String(pair[1].prefix(128))
            }
        }
        return values
    }
}
