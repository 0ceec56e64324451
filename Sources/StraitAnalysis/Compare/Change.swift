// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One difference between the two sides of a pair.
public struct Change: Sendable, Equatable {
    /// What differs.
    public enum Subject: String, Sendable {
        case outcome, deviceMemory, selftest, capacity, report
    }

    /// Whether the difference counts.
    public enum Direction: String, Sendable {
        case worse, better
        /// Shown, but it decides nothing.
        case neutral = "told"
    }

    /// The state on one side.
    public enum Value: Sendable, Equatable {
        /// A cell or a size of device memory that passed.
        case passed
        /// A cell or a size of device memory that did not pass.
        case ended(Outcome, Rung, errno: Errno?)
        /// A selftest of the kernel.
        case test(SelftestResult.Status)
        /// The largest region. `limit` is set where the two sides are limited by different things.
        case capacity(Mebibytes, limit: CapacityLimit?)
        /// A kernel report, by its title.
        case report(String)
    }

    /// What limits the largest region.
    public enum CapacityLimit: Sendable {
        case memory, addresses, allocation

        init(_ capacity: Capacity) {
            self = capacity.isLimitedByRAM ? .memory : capacity.limit == .allocation ? .allocation : .addresses
        }
    }

    /// The question whose answer it is part of.
    public var question: CellQuestion
    /// What differs.
    public var subject: Subject
    /// Whether the difference counts.
    public var direction: Direction
    /// The name of the size or the test; nil where there is only one of its kind.
    public var name: String?
    /// The state with the base; nil where the base does not have it.
    public var before: Value?
    /// The state with the candidate; nil where the candidate does not have it.
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

    /// Worse if the rank is higher than before.
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
