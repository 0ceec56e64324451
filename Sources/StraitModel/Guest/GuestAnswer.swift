// SPDX-License-Identifier: Apache-2.0

/// Something that a guest is asked to find out what it is.
public struct GuestQuestion: Sendable, Hashable {
    /// Where the answer comes from.
    public enum Source: Sendable, Hashable {
        /// The text of a file.
        case file(String)
        /// What a shell command prints.
        case command(String)
        /// The lines of the kernel's log that begin with this.
        case log(String)
    }

    /// What the answer is called; unique, letters only.
    public let name: String
    /// Where the answer comes from.
    public let source: Source

    /// A question.
    public init(_ name: String, _ source: Source) {
        self.name = name
        self.source = source
    }

    /// Whether the kernel's log has the answer.
    public var isOfLog: Bool { if case .log = source { true } else { false } }

    /// Which kernel runs.
    public static let version = GuestQuestion("version", .file("/proc/version"))
    /// The arguments that the kernel got.
    public static let commandLine = GuestQuestion("cmdline", .file("/proc/cmdline"))
    /// The processors.
    public static let cpuinfo = GuestQuestion("cpuinfo", .file("/proc/cpuinfo"))
    /// RAM.
    public static let meminfo = GuestQuestion("meminfo", .file("/proc/meminfo"))
    /// The size of a page.
    public static let page = GuestQuestion("page", .command("grep -m 1 KernelPageSize /proc/self/smaps"))
    /// The physical address space.
    public static let iomem = GuestQuestion("iomem", .file("/proc/iomem"))
    /// Where the kernel's text begins.
    public static let text = GuestQuestion("text", .command("grep -m 1 ' _text$' /proc/kallsyms"))

    /// What every guest is asked, whatever its axes are.
    public static let always = [version, commandLine, cpuinfo, meminfo, page, iomem, text]
}

/// A guest's answer to a question: lines of text, which may be anything.
public struct GuestAnswer: Sendable, Equatable {
    /// The lines, without their ends.
    public let lines: [String]

    /// An answer of these lines.
    public init(_ lines: [String] = []) { self.lines = lines }

    /// What stands behind the colon of the first line `key : value`, as `/proc/cpuinfo` has them; nil where no line has that key.
    /// Keys are compared without regard to case.
    public func value(of key: String) -> String? {
        for line in lines {
            let pair = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, Self.trimmed(pair[0]).lowercased() == key.lowercased() else { continue }
            return String(Self.trimmed(pair[1]))
        }
        return nil
    }

    /// The words behind that colon; empty where there are none.
    public func words(of key: String) -> [Substring] { value(of: key)?.split(separator: " ") ?? [] }

    /// A size there, in KiB: `2014548 kB`.
    public func kibibytes(of key: String) -> Int? {
        let words = words(of: key)
        guard words.count == 2, words[1] == "kB", let count = Int(words[0]), count >= 0 else { return nil }
        return count
    }

    private static func trimmed(_ text: Substring) -> Substring {
        func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
        let start = text.drop(while: isBlank)
        guard let end = start.lastIndex(where: { !isBlank($0) }) else { return start }
        return start[...end]
    }
}
