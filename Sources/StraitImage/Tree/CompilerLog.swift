// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What the kernel's build says while it runs: a line for each file that it compiles, and the compiler's warnings between them.
/// Pure: the text comes from programs that a tree's own Makefiles run, so it may be anything.
struct CompilerLog {
    /// The files that were compiled, as paths in the tree without their suffix: `mm/memremap`.
    private(set) var compiled: [String] = []
    /// The warnings, each once.
    private(set) var warnings: [CompilerWarning] = []

    /// More warnings than these are not kept: nobody reads them.
    static let most = 200
    /// More characters of one are not kept.
    private static let longest = 400

    /// Parses output of make without `V=1`.
    init(_ text: Substring) {
        var seen: Set<CompilerWarning> = []
        for line in text.split(whereSeparator: \.isNewline) {
            if let file = Self.compiledFile(line) {
                compiled.append(file)
            } else if seen.count < Self.most, let warning = Self.warning(line), seen.insert(warning).inserted {
                warnings.append(warning)
            }
        }
    }

    /// `mm/memremap` of `  CC      mm/memremap.o` (scripts/Kbuild.include, `quiet_cmd_cc_o_c`); assembler files too.
    static func compiledFile(_ line: Substring) -> String? {
        let words = line.split(separator: " ", omittingEmptySubsequences: true)
        guard line.hasPrefix("  "), let name = words.last, name.hasSuffix(".o"), words.count == 2 || words.count == 3,
            words[0] == "CC" || words[0] == "AS"
        else { return nil }
        return String(name.dropLast(".o".count))
    }

    /// `FILE:LINE:COLUMN: warning: TEXT` of the compiler, `FILE.o: warning: objtool: TEXT`, and `WARNING: modpost: TEXT`.
    private static func warning(_ line: Substring) -> CompilerWarning? {
        if line.hasPrefix("WARNING: modpost: ") {
            return CompilerWarning(file: "modpost", text: cut(line.dropFirst("WARNING: modpost: ".count)))
        }
        guard let mark = line.range(of: ": warning: "), !line[..<mark.lowerBound].contains(" ") else { return nil }
        let place = line[..<mark.lowerBound].split(separator: ":", omittingEmptySubsequences: false)
        guard let file = place.first, !file.isEmpty, place.dropFirst().allSatisfy({ Int($0) != nil }) else {
            return nil
        }
        // Offsets in a function are other ones with each change before it.
        let text = line[mark.upperBound...].replacing(/\+0x[0-9a-f]+/, with: "")
        return CompilerWarning(file: path(file), text: cut(text[...]))
    }

    /// A path in the tree: the build is in another directory than the source.
    private static func path(_ text: Substring) -> String {
        var text = text
        for prefix in ["/source/", "./", "../"] {
            while text.hasPrefix(prefix) { text = text.dropFirst(prefix.count) }
        }
        return String(text.prefix(longest))
    }

    private static func cut(_ text: Substring) -> String { String(text.prefix(longest)) }
}

/// The warnings of a build directory, by the file that was compiled or that they name: make compiles only what changed, so those of the
/// other files are of builds before.
struct KnownWarnings: Codable, Equatable {
    private(set) var files: [String: [CompilerWarning]] = [:]

    /// The file in a build directory that keeps them. Names that begin so are left alone by the recipe.
    static let fileName = ".strait-warnings.json"

    /// Takes over what a build said: files that it compiled have the warnings that it gave, and no others.
    mutating func take(_ log: CompilerLog) {
        for name in log.compiled { files[name] = nil }
        let given = Dictionary(grouping: log.warnings) { Self.name(of: $0.file) }
        for (name, warnings) in given {
            // A header's are given with each file that includes it.
            let known = log.compiled.contains(name) ? [] : files[name] ?? []
            files[name] = (known + warnings).uniqued()
        }
    }

    /// All of them, in a stable order.
    var all: [CompilerWarning] {
        Array(
            files.sorted { $0.key < $1.key }.flatMap { $0.value.sorted { ($0.file, $0.text) < ($1.file, $1.text) } }
                .prefix(CompilerLog.most))
    }

    private static func name(of file: String) -> String {
        let suffixes = [".c", ".o", ".S"]
        return suffixes.first(where: file.hasSuffix).map { String(file.dropLast($0.count)) } ?? file
    }
}
