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
        /// As ever, and the kernel says something meanwhile.
        case logging([String])
    }
    let twists: [(part: String, reply: Reply)]
    let cpuinfo: String
    let text: String
    let directMap: String
    let hmmTests: CommandResult

    static let cpuinfo = "model name : QEMU TCG CPU version 2.5+\naddress sizes : 40 bits physical, 48 bits virtual\n"
    static let ktap =
        "TAP version 13\n1..2\nok 1 hmm.a.b\nok 2 hmm.a.c\n# Totals: pass:2 fail:0 xfail:0 xpass:0 skip:0 error:0\n"

    init(
        _ twists: [(String, Reply)] = [], cpuinfo: String = FakeGuest.cpuinfo, text: String = "ffffffffa1000000",
        directMap: String = "0xffff8c0000000000", ktap: String = FakeGuest.ktap, status: Int? = 0
    ) {
        self.twists = twists.map { (part: $0.0, reply: $0.1) }
        self.cpuinfo = cpuinfo
        self.text = text
        self.directMap = directMap
        hmmTests = CommandResult(output: Array(ktap.utf8), errors: [], status: status)
    }

    var commands: [String] { state.withLock { $0.commands } }

    func run(_ command: String, limit: Duration) async throws -> CommandResult {
        try state.withLock { state in
            state.commands.append(command)
            state.limits.append(limit)
            for (part, reply) in twists where command.contains(part) {
                switch reply {
                case .error(let error): throw error
                case .raw(let text): return CommandResult(output: Array(text.utf8), errors: [], status: 0)
                case .logging(let lines): state.log += lines
                case .output(let text):
                    return CommandResult(output: Array((text + log(command, &state)).utf8), errors: [], status: 0)
                }
            }
            if command.hasPrefix("/strait/hmm-tests") { return hmmTests }
            let sections = command.split(separator: "{ ").map { section(String($0), &state) }.joined()
            return CommandResult(output: Array(sections.utf8), errors: [], status: 0)
        }
    }

    private func log(_ command: String, _ state: inout State) -> String {
        guard let asked = command.split(separator: "{ ").last, asked.hasPrefix("strait-guest kmsg") else { return "" }
        return section(String(asked), &state)
    }

    private func section(_ text: String, _ state: inout State) -> String {
        let parts = text.split(separator: "; } 2>&1 | sed 's/^/", maxSplits: 1)
        guard parts.count == 2, let name = parts[1].split(separator: ":").first else { return "" }
        let output = parts[0].split(separator: "; ").map { answer(String($0), &state) }.joined(separator: "\n")
        return output.split(separator: "\n").map { "\(name):\($0)\n" }.joined() + "\n"
    }

    private func answer(_ command: String, _ state: inout State) -> String {
        let words = command.replacingOccurrences("'", "").split(separator: " ").map(String.init)
        switch words.prefix(2).joined(separator: " ") {
        case "uname -r": return "7.3.4+deb13-amd64"
        case "cat /proc/cmdline": return "console=ttyS0"
        case "cat /proc/cpuinfo": return cpuinfo
        case "cat /proc/meminfo": return "MemTotal: 2014548 kB\nMemAvailable: 1900000 kB"
        case "grep -m": return command.contains("_text") ? "\(text) T _text" : "KernelPageSize:  4 kB"
        case "sha256sum /proc/kallsyms": return String(repeating: "ab", count: 32) + "  /proc/kallsyms"
        case "cat /proc/iomem": return "00001000-0009fbff : System RAM\n00100000-7fffffff : System RAM"
        case "strait-guest load":
            state.loaded.insert(words[2])
            if words[2].contains("test_hmm") {
                state.log.append("added new 256 MB chunk (total 1 chunks, 256 MB) PFNs [0x7ff0000 0x8000000)")
            }
            return "strait-load/1 ok"
        case "strait-guest unload": return "strait-unload/1 ok"
        case "strait-guest ask": return probe(words[2], words.count > 3 ? words[3] : "", &state)
        case "strait-guest kmsg":
            let from = Int(words[2]) ?? 0
            let lines = state.log.enumerated().dropFirst(from).map { "\($0.offset),6,\($0.offset)000;\($0.element)" }
            return (lines + ["strait-kmsg/1 first=\(from) next=\(state.log.count) lost=0"]).joined(separator: "\n")
        default: return "sh: \(command): not found"
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
            return head + " size=0xf000000000 start=0x180000000 end=0xf17fffffff iomem=same step=none errno=0"
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
                + (operation == "init" ? " pages=ok" : "") + " iomem=same step=none errno=0"
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
            + (operation == "hold" ? " pages=ok" : "") + " step=none errno=0"
    }

    private static func start(_ slot: Int) -> String { "0x" + String(UInt64(64 - slot) << 36, radix: 16) }
}
