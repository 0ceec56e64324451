// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What became of loading or unloading a module: `strait-load/1 ok`, `strait-unload/1 errno=EBUSY`.
enum ModuleAnswer: Equatable {
    case done
    case refused(errno: Errno)
    /// The helper itself did not get that far; what was said instead.
    case none(String)

    /// The answer of `verb` among these lines, the last one where there are several.
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

/// Lines of `key=value`, as programs in the guest print them.
enum Words {
    /// `key=value` words, the first of each key; 64 at most.
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
