// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Synchronization

@testable import StraitWorkload

/// A guest at the narrowest edge: commands in, bytes out. It answers as `images/` promises, and keeps what it was asked.
final class FakeGuest: GuestShell {
    struct State {
        var commands: [String] = []
        var limits: [Duration] = []
        /// The log, by record number.
        var log: [String] = ["Linux version 7.3.4+deb13-amd64", "KASLR enabled"]
        var loaded: Set<String> = []
        var reads = 0
        /// What the probe holds: number and place of each region, and how many there ever were.
        var held: [(id: Int, slot: Int)] = []
        var lastID = 0
    }
    let state = Mutex(State())

    /// What differs from a guest where all is well: parts of a command, and what happens then instead.
    enum Reply: Sendable {
        case output(String)
        /// This and nothing more, not even the kernel's log.
        case raw(String)
        case error(StraitError)
        /// As ever, but longer than what is kept of it.
        case cut
        /// As ever, and the kernel says something meanwhile.
        case logging([String])
    }
    let twists: [(part: String, reply: Reply)]
    let cpuinfo: String
    let text: String
    let directMap: String
    let ktap: String
    /// What it answers instead of what it does else, by the argument: `/proc/iomem`.
    let instead: [String: String]
    /// How hmm-tests ends; nil: nobody is left to tell.
    let status: Int?

    static let cpuinfo = SampleCPU.x86(flags: SampleCPU.flags4)
    static let ktap =
        "TAP version 13\n1..2\nok 1 hmm.a.b\nok 2 hmm.a.c\n# Totals: pass:2 fail:0 xfail:0 xpass:0 skip:0 error:0\n"

    init(
        _ twists: [(String, Reply)] = [], cpuinfo: String = FakeGuest.cpuinfo, text: String = "ffffffffa1000000",
        directMap: String = "0xffff8c0000000000", ktap: String = FakeGuest.ktap, status: Int? = 0,
        instead: [String: String] = [:]
    ) {
        self.twists = twists.map { (part: $0.0, reply: $0.1) }
        self.cpuinfo = cpuinfo
        self.text = text
        self.directMap = directMap
        self.ktap = ktap
        self.status = status
        self.instead = instead
    }

    var commands: [String] { state.withLock { $0.commands } }

    func run(_ command: String, limit: Duration) async throws -> CommandResult {
        try state.withLock { state in
            state.commands.append(command)
            state.limits.append(limit)
            var isCut = false
            for (part, reply) in twists where command.contains(part) {
                switch reply {
                case .error(let error): throw error
                case .raw(let text): return CommandResult(output: Array(text.utf8), errors: [], status: 0)
                case .logging(let lines): state.log += lines
                case .cut: isCut = true
                case .output(let text):
                    return CommandResult(output: Array((text + log(command, &state)).utf8), errors: [], status: 0)
                }
            }
            let output = Self.sections(command).map { section($0, &state) }.joined()
            return CommandResult(output: Array(output.utf8), errors: [], status: 0, truncated: isCut)
        }
    }

    /// The name, the verb and the argument of each section that a command asks for, in its order.
    static func sections(_ command: String) -> [[String]] {
        let words = shellWords(command)
        guard words.starts(with: ["strait-guest", "sections"]) else { return [] }
        return stride(from: 2, to: words.count - 2, by: 3).map { Array(words[$0..<$0 + 3]) }
    }

    /// What a shell makes of blanks, single quotes and backslashes.
    private static func shellWords(_ command: String) -> [String] {
        var (words, isQuoted, isEscaped) = ([""], false, false)
        for character in command {
            switch character {
            case _ where isEscaped:
                words[words.count - 1].append(character)
                isEscaped = false
            case "'": isQuoted.toggle()
            case "\\" where !isQuoted: isEscaped = true
            case " " where !isQuoted: words.append("")
            default: words[words.count - 1].append(character)
            }
        }
        return words
    }

    private func log(_ command: String, _ state: inout State) -> String {
        Self.sections(command).filter { $0[0] == "kmsg" }.map { section($0, &state) }.joined()
    }

    private func section(_ words: [String], _ state: inout State) -> String {
        answer(words[1], words[2], &state).split(separator: "\n").map { "\(words[0]):\($0)\n" }.joined()
    }

    private func answer(_ verb: String, _ argument: String, _ state: inout State) -> String {
        if let words = instead[argument] { return words }
        switch (verb, argument) {
        case ("show", "/proc/version"): return "Linux version 7.3.4+deb13-amd64 (debian-kernel@lists.debian.org) #1"
        case ("show", "/proc/cmdline"): return "console=ttyS0"
        case ("show", "/proc/cpuinfo"): return cpuinfo
        case ("show", "/proc/meminfo"): return "MemTotal: 2014548 kB\nMemAvailable: 1900000 kB"
        case ("show", "/proc/iomem"): return "00001000-0009fbff : System RAM\n00100000-7fffffff : System RAM"
        case ("show", "/tmp/hmm-tests.ktap"): return ktap
        case ("run", "grep -m 1 ' _text$' /proc/kallsyms"): return "\(text) T _text"
        case ("run", "grep -m 1 KernelPageSize /proc/self/smaps"): return "KernelPageSize:  4 kB"
        case ("run", "sha256sum /proc/kallsyms"): return String(repeating: "ab", count: 32) + "  /proc/kallsyms"
        case ("run", _) where argument.contains("strait-guest test '/strait/hmm-tests"):
            return status.map { "\($0)" } ?? ""
        case ("load", _):
            state.loaded.insert(argument)
            if argument.contains("test_hmm") {
                state.log.append("added new 256 MB chunk (total 1 chunks, 256 MB) PFNs [0x7ff0000 0x8000000)")
            }
            return "strait-load/1 ok"
        case ("unload", _): return "strait-unload/1 ok"
        case ("ask", _):
            let words = argument.split(separator: " ").map(String.init)
            return probe(words[0], words.count > 1 ? words[1] : "", &state)
        case ("kmsg", _):
            let from = Int(argument) ?? 0
            let lines = state.log.enumerated().dropFirst(from).map { "\($0.offset),6,\($0.offset)000;\($0.element)" }
            return (lines + ["strait-kmsg/1 first=\(from) next=\(state.log.count) lost=0"]).joined(separator: "\n")
        default: return "sh: \(argument): not found"
        }
    }

    private func probe(_ operation: String, _ size: String, _ state: inout State) -> String {
        let head = "strait-probe/1 op=\(operation)"
        switch operation {
        case "info":
            return head
                + " interface=range page_size=0x1000 limit=0xffffffffff limit_source=iomem direct_map=\(directMap)"
                + " vmemmap=0xffffea0000000000 step=none errno=0"
        case "largest":
            return head + " size=0xf000000000 start=0x180000000 end=0xf17fffffff limited=addresses refused=0xf000100000"
                + " asked=yes refusal=ERANGE struct_pages=0x3c0004000 ram_available=0x70000000 iomem=same step=none errno=0"
        case "claim", "hold": return hold(operation, size, &state)
        case "free":
            let before = state.held.count
            state.held.removeAll { size == "all" || String($0.id) == size }
            let whole = state.held.isEmpty && before > 0 ? " iomem=same" : ""
            return head + " freed=\(before - state.held.count) held=\(state.held.count)\(whole) step=none errno=0"
        case "list":
            let regions = state.held.map { "\nstrait-probe/1 op=region id=\($0.id) start=\(Self.start($0.slot))" }
            return head + " held=\(state.held.count) step=none errno=0" + regions.joined()
        default:
            let bytes = String(Mebibytes(parsing: size)?.bytes ?? 0, radix: 16)
            return head
                + " size=0x\(bytes) start=0xf000000000 end=0xffffffffff asked=0x\(bytes)"
                + (operation == "init" ? Self.checks : Self.rangeChecks) + " iomem=same step=none errno=0"
        }
    }

    /// Top down, into the first gap that there is: eight regions and no more.
    private func hold(_ operation: String, _ size: String, _ state: inout State) -> String {
        let head = "strait-probe/1 op=\(operation)"
        guard let slot = (0..<8).first(where: { slot in !state.held.contains { $0.slot == slot } }) else {
            return head + " step=reserve errno=ERANGE why=kernel"
        }
        state.lastID += 1
        state.held.append((state.lastID, slot))
        let asked = String(Mebibytes(parsing: size)?.bytes ?? 0, radix: 16)
        return head + " id=\(state.lastID) start=\(Self.start(slot)) asked=0x\(asked)"
            + (operation == "hold" ? Self.checks : Self.rangeChecks) + " step=none errno=0"
    }

    /// What the probe says of a range that is as it should be.
    static let rangeChecks = " length=ok place=ok"
    /// What the probe says of struct pages that are as they should be.
    static let checks =
        rangeChecks + " checked=0x10000 type=ok pgmap=ok zone=ok node=ok count=ok zeroed=ok"
        + " folio_order=9 array_order=25 aligned=ok head=ok"

    private static func start(_ slot: Int) -> String { "0x" + String(UInt64(64 - slot) << 36, radix: 16) }
}
