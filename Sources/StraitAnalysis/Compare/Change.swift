// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One thing that differs between the two sides of a pair.
public struct Change: Sendable, Equatable {
    /// What it is that differs.
    public enum Subject: String, Sendable {
        case outcome, deviceMemory, selftest, capacity, report
    }

    /// Whether it counts.
    public enum Direction: String, Sendable {
        case worse, better
        /// Worth telling, and decides nothing.
        case neutral = "told"
    }

    /// How something is on one side.
    public enum Value: Sendable, Equatable {
        /// A cell or a size of device memory that passed.
        case passed
        /// One that did not.
        case ended(Outcome, Rung, errno: Errno?)
        /// A test of the kernel's own.
        case test(SelftestResult.Status)
        /// The largest region, with what limits it where the two sides are not limited by the same.
        case capacity(Mebibytes, limit: CapacityLimit?)
        /// What the kernel's log says, by its title.
        case report(String)
    }

    /// What limits the largest region.
    public enum CapacityLimit: Sendable {
        case memory, addresses
    }

    /// The question whose answer it is part of.
    public var question: CellQuestion
    /// What differs.
    public var subject: Subject
    /// Whether it counts.
    public var direction: Direction
    /// The size or the test; nil where there is only one of its kind.
    public var name: String?
    /// How it was with the base; nil where it was not there.
    public var before: Value?
    /// How it is with the candidate; nil where it is not there.
    public var after: Value?
    /// The report of the kernel's, where that is what differs.
    public var report: KernelReport?

    init(
        _ subject: Subject, _ direction: Direction, of question: CellQuestion, name: String? = nil,
        from before: Value?, to after: Value?, report: KernelReport? = nil
    ) {
        self.question = question
        self.report = report
        self.subject = subject
        self.direction = direction
        self.name = name
        self.before = before
        self.after = after
    }

    /// Worse where a rank is higher than before.
    static func direction(_ before: Int, _ after: Int) -> Direction {
        before < after ? .worse : before > after ? .better : .neutral
    }
}

extension Change.Value {
    init(_ result: CellResult) {
        self = result.outcome == .passed ? .passed : .ended(result.outcome, result.rung, errno: result.errno)
    }

    init(_ size: DeviceMemoryResult) {
        self = size.outcome == .passed ? .passed : .ended(size.outcome, size.rung, errno: size.errno)
    }
}
