// SPDX-License-Identifier: Apache-2.0

extension CellResult {
    /// The answers to the three questions. For a result of an older version they are derived from the rest.
    public var answers: CellAnswers { listedAnswers ?? CellAnswers(of: self, asked: nil) }

    /// The same for a cell whose request is known: it tells more of an older result.
    public func answers(asked: WorkloadRequest) -> CellAnswers { listedAnswers ?? CellAnswers(of: self, asked: asked) }

    /// The same result with the derived answers stored. `asked` is the cell's request.
    public func answered(_ asked: WorkloadRequest) -> CellResult {
        var result = self
        result.listedAnswers = CellAnswers(of: self, asked: asked)
        return result
    }

    /// How the cell ended, without the evidence.
    public var answer: CellAnswer {
        let prints = reports.map(\.fingerprint).uniqued()
        return CellAnswer(outcome, rung, errno: errno, reports: prints, answers: answers)
    }
}

extension CellAnswers {
    /// What follows from a result. `asked` is what the cell asked for; nil in a result of a strait that did not keep the answers,
    /// whose cells all asked for device memory, and for tests where there is a trace of them.
    public init(of result: CellResult, asked: WorkloadRequest?) {
        guard result.outcome != .invalid else {
            self.init(all: .unknown)
            return
        }
        let evidence = AnswerEvidence(result)
        let asksMemory = asked.map { !$0.deviceMemory.isEmpty } ?? true
        let asksTests = asked.map { !$0.suites.isEmpty } ?? evidence.hasTests
        self.init(
            initialization: asksMemory ? evidence.initialization : .absent, tests: asksTests ? evidence.tests : .absent,
            log: evidence.log)
    }
}

extension CellResult {
    /// The kernel's answer to each size, apart from what it reported meanwhile. Results of earlier straits call a size crashed over which
    /// the kernel only warned: here it is granted or refused, as the kernel went on to answer.
    public var answeredSizes: [DeviceMemoryResult] {
        deviceMemory.map { size in
            guard size.outcome == .crashed, !isGuestLost else { return size }
            var size = size
            if size.errno != nil { size.outcome = .failed } else if size.start != nil { size.outcome = .passed }
            return size
        }
    }
}

/// What a result shows of each question.
private struct AnswerEvidence {
    private let result: CellResult

    init(_ result: CellResult) { self.result = result }

    private func records(_ question: CellQuestion) -> [RungRecord] {
        result.ladder.filter { $0.rung.question == question }
    }

    /// Whether the guest was lost while this was asked.
    private func isLost(over question: CellQuestion) -> Bool {
        result.isGuestLost && result.rung.question == question
    }

    private var isUnsupported: Bool { result.outcome == .unsupported }

    /// Whether the outcome is all that is known: a step that is not told of has not failed then.
    private var isBare: Bool {
        result.ladder.isEmpty && [.passed, .failed, .crashed].contains(result.outcome) && !result.isGuestLost
    }

    var initialization: CellAnswers.State {
        let sizes = result.answeredSizes
        let isRefused = sizes.contains { [.failed, .hung, .crashed].contains($0.outcome) }
        if isRefused || isLost(over: .initialization) { return .bad }
        if records(.initialization).contains(where: hasFailed) { return .bad }
        if sizes.allSatisfy({ $0.outcome == .passed }), !sizes.isEmpty || isBare {
            return isBare && result.outcome == .failed && result.rung.question == .initialization ? .bad : .good
        }
        if result.isGuestLost { return .lost }
        let isLeftOut = sizes.allSatisfy { $0.outcome == .unsupported }
        return isUnsupported && isLeftOut ? .absent : .unknown
    }

    /// Results of earlier straits call a rung crashed over which the kernel warned; where it has an errno, the kernel refused too.
    private func hasFailed(_ record: RungRecord) -> Bool {
        switch record.outcome {
        case .failed, .hung: true
        case .crashed: record.errno != nil && !result.isGuestLost
        default: false
        }
    }

    var hasTests: Bool { !result.suites.isEmpty || !records(.tests).isEmpty }

    var tests: CellAnswers.State {
        let records = records(.tests)
        if result.suites.contains(where: { $0.fail > 0 }) || isLost(over: .tests) { return .bad }
        if records.contains(where: hasFailed) { return .bad }
        if records.allSatisfy(hasPassed), !records.isEmpty || isBare {
            return isBare && result.outcome == .failed && result.rung.question == .tests ? .bad : .good
        }
        if result.isGuestLost, records.isEmpty { return .lost }
        // Where no memory was granted, tests that use it make no sense.
        let isPointless = records.isEmpty && result.outcome == .failed
        return isUnsupported || isPointless || records.contains { $0.outcome == .unsupported } ? .absent : .unknown
    }

    /// Results of earlier straits call a rung crashed over which the kernel warned, though its tests passed.
    private func hasPassed(_ record: RungRecord) -> Bool {
        if record.outcome == .passed { return true }
        guard record.outcome == .crashed, !result.isGuestLost,
            let suite = result.suites.first(where: { $0.rung == record.rung })
        else { return false }
        return suite.pass > 0 && suite.tests.count >= suite.planned ?? 0
    }

    var log: CellAnswers.State {
        if !result.reports.isEmpty || result.outcome == .crashed { return .bad }
        let records = records(.log)
        if records.contains(where: { $0.outcome == .passed }) { return .good }
        // Whoever passed or failed has come to the end, and no report decided it.
        if records.isEmpty, [.passed, .failed].contains(result.outcome) { return .good }
        return isUnsupported ? .absent : .unknown
    }
}
