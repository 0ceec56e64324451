// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension Change {
    /// All differences between two results, the worst first.
    public static func all(from base: CellResult, to candidate: CellResult) -> [Change] {
        let changes =
            outcome(base, candidate) + sizes(base.answeredSizes, candidate.answeredSizes)
            + SelftestChanges(base, candidate).all + capacity(base, candidate) + ReportChanges(base, candidate).all
        return [Direction.worse, .better, .neutral].flatMap { direction in
            changes.filter { $0.direction == direction }
        }
    }

    /// The order of outcomes: a clean failure is better than a crash, and a crash and a hang are equally bad.
    private static func rank(_ outcome: Outcome) -> Int {
        switch outcome {
        case .passed: 0
        case .failed: 1
        case .crashed, .hung: 2
        // No verdict on the kernel. This only happens for single sizes: cells without a verdict are not compared.
        case .unsupported, .invalid, .infrastructure: 0
        }
    }

    private static func outcome(_ base: CellResult, _ candidate: CellResult) -> [Change] {
        let (before, after) = (Value(base), Value(candidate))
        guard before != after else { return [] }
        var way = direction(rank(base.outcome), rank(candidate.outcome))
        // The outcomes have the same name, but the candidate stops at an earlier rung or loses a guest that survived
        // before: that is worse. Stopping at a later rung is only shown: the sizes and tests tell what was won or lost
        // on the way.
        if way == .neutral, candidate.rung < base.rung || (candidate.isGuestLost && !base.isGuestLost) { way = .worse }
        let decided = way == .better ? base : candidate
        return [Change(.outcome, way, of: question(of: decided), from: before, to: after)]
    }

    /// The question that decided a cell. Whoever does not come to the first one has not answered that.
    private static func question(of result: CellResult) -> CellQuestion {
        result.outcome == .crashed ? .log : result.rung.question ?? .initialization
    }

    private static func sizes(_ base: [DeviceMemoryResult], _ candidate: [DeviceMemoryResult]) -> [Change] {
        let before = Dictionary(base.map { ($0.request, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(candidate.map { ($0.request, $0) }, uniquingKeysWith: { first, _ in first })
        return Set(before.keys).union(after.keys).sorted().compactMap { size in
            let (old, new) = (before[size], after[size])
            guard old.map(Value.init) != new.map(Value.init) else { return nil }
            var way = Direction.neutral
            if let old, let new, isVerdict(old), isVerdict(new) {
                way = direction(rank(old.outcome), rank(new.outcome))
            } else if old?.outcome == .passed {
                // It was granted before and is not even tried now. Whatever the reason, the user no longer gets it.
                way = .worse
            }
            return Change(
                .deviceMemory, way, of: .initialization, name: size.description, from: old.map(Value.init),
                to: new.map(Value.init))
        }
    }

    private static func isVerdict(_ size: DeviceMemoryResult) -> Bool { size.outcome.isVerdictOnKernel }

    /// Shown only: a random layout changes the capacity, and the sizes tell whether it was enough. Free RAM is no
    /// property of a kernel, and a limit by RAM is not comparable with a limit by addresses.
    private static func capacity(_ base: CellResult, _ candidate: CellResult) -> [Change] {
        let (old, new) = (base.capacity, candidate.capacity)
        let limits = [old, new].map { $0.map(Change.CapacityLimit.init) }
        guard old?.largestMiB != new?.largestMiB, limits != [.memory, .memory] else { return [] }
        // Where both are limited by addresses, nobody has to be told.
        let isTold = limits.contains { $0 == .memory || $0 == .allocation }
        func value(_ capacity: Capacity) -> Value {
            .capacity(capacity.largestMiB, limit: isTold ? Change.CapacityLimit(capacity) : nil)
        }
        return [Change(.capacity, .neutral, of: .initialization, from: old.map(value), to: new.map(value))]
    }
}
