// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Counts the calls of functions in a guest, with probes of the kernel's own (Documentation/trace/kprobetrace.rst). It never changes
/// the answer of a cell: what cannot be counted has its reason.
struct FunctionProbes {
    /// The functions.
    let names: [String]
    private var isSet = false
    private var unseen: [String: String] = [:]
    private var counts: [String: UInt64] = [:]

    private static let directory = "/sys/kernel/tracing"
    private static let wait = Duration.seconds(30)
    private static let done = "done"

    init(names: [String]) { self.names = names }

    /// The calls so far; nil where nobody asked for any.
    var calls: [CellCoverage.Calls]? {
        guard !names.isEmpty else { return nil }
        return names.map { name in
            let reason = unseen[name] ?? (counts[name] == nil ? "the guest did not say" : nil)
            return CellCoverage.Calls(name: name, count: reason == nil ? counts[name] : nil, unseen: reason)
        }
    }

    /// Sets the probes, or reads what they counted.
    mutating func step(in run: inout WorkloadRun) async {
        guard !names.isEmpty else { return }
        if isSet { return await read(in: &run) }
        isSet = true
        await set(in: &run)
    }

    /// Nothing is written into the trace: the probes count without it, and a buffer that fills costs time.
    private mutating func set(in run: inout WorkloadRun) async {
        let place = Self.directory
        let head = Section(
            "ready", "run",
            "mount -t tracefs tracefs \(place) 2>/dev/null; echo 0 > \(place)/tracing_on; [ -w \(place)/kprobe_events ] && echo \(Self.done)"
        )
        let probes = names.enumerated().map { index, name in
            Section(
                "probe\(index)", "run",
                "echo 'p:strait/f\(index) \(name)' >> \(place)/kprobe_events && echo \(Self.done) || grep -c ' [tT] \(name)$' /proc/kallsyms"
            )
        }
        let last = Section("on", "run", "echo 1 > \(place)/events/strait/enable && echo \(Self.done)")
        guard let answer = await run.askLate([head] + probes + [last], wait: Self.wait) else {
            return refuse("the guest did not answer")
        }
        guard answer.lines("ready").last == Self.done else { return refuse("the kernel has no CONFIG_KPROBE_EVENTS") }
        for (index, name) in names.enumerated() {
            let said = answer.lines("probe\(index)").last
            if said == Self.done { continue }
            unseen[name] =
                said == "0"
                ? "the kernel has no such function: it is inlined, or not built" : "the kernel lets nothing probe it"
        }
        let isAny = names.contains { unseen[$0] == nil }
        if isAny, answer.lines("on").last != Self.done { refuse("the kernel does not switch the probes on") }
    }

    private mutating func refuse(_ reason: String) {
        for name in names where unseen[name] == nil { unseen[name] = reason }
    }

    /// `  f0    12    0`: a probe, its hits, and those that it missed.
    private mutating func read(in run: inout WorkloadRun) async {
        guard names.contains(where: { unseen[$0] == nil }) else { return }
        let section = Section("profile", "show", "\(Self.directory)/kprobe_profile")
        guard let answer = await run.askLate([section], wait: Self.wait) else { return }
        for line in answer.lines("profile") {
            let words = line.split(separator: " ")
            guard words.count == 3, let probe = words.first, probe.first == "f", let index = Int(probe.dropFirst()),
                names.indices.contains(index), let hits = UInt64(words[1]), let missed = UInt64(words[2])
            else { continue }
            let (sum, overflow) = hits.addingReportingOverflow(missed)
            counts[names[index]] = overflow ? .max : sum
        }
    }
}
