// SPDX-License-Identifier: Apache-2.0

/// A question for the guest about its machine.
public struct GuestQuestion: Sendable, Hashable {
    /// Where the answer comes from.
    public enum Source: Sendable, Hashable {
        /// The text of a file.
        case file(String)
        /// The output of a shell command.
        case command(String)
        /// The lines of the kernel's log that begin with this text.
        case log(String)
    }

    /// The name of the answer; unique, letters only.
    public let name: String
    /// Where the answer comes from.
    public let source: Source

    /// Makes a question.
    public init(_ name: String, _ source: Source) {
        self.name = name
        self.source = source
    }

    /// Whether the kernel's log contains the answer.
    public var isOfLog: Bool { if case .log = source { true } else { false } }

    /// The kernel's version.
    public static let version = GuestQuestion("version", .file("/proc/version"))
    /// The kernel's command line.
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

    /// The questions for every guest, whatever its axes are.
    public static let always = [version, commandLine, cpuinfo, meminfo, page, iomem, text]
}

/// A guest's answer: lines of any text.
public struct GuestAnswer: Sendable, Equatable {
    /// The lines, without line ends.
    public let lines: [String]

    /// Makes an answer.
    public init(_ lines: [String] = []) { self.lines = lines }

    /// The text after the colon of the first line `key : value`, as in `/proc/cpuinfo`; nil if no line has that key.
    /// The case of keys does not matter.
    public func value(of key: String) -> String? {
        for line in lines {
            let pair = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, Self.trimmed(pair[0]).lowercased() == key.lowercased() else { continue }
            return String(Self.trimmed(pair[1]))
        }
        return nil
    }

    /// The words after that colon; empty if there are none.
    public func words(of key: String) -> [Substring] { value(of: key)?.split(separator: " ") ?? [] }

    /// A size after that colon, in KiB: `2014548 kB`.
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
