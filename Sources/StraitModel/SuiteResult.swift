// SPDX-License-Identifier: Apache-2.0

/// One test of a suite.
public struct SelftestResult: Sendable, Codable, Equatable {
    /// The results of KTAP.
    public enum Status: String, Sendable, Codable, CaseIterable {
        case pass, fail, skip, xfail
        /// The harness's own time limit; under emulation this is no ordinary failure.
        case timeout
        /// No result, or one that means trouble with the test itself.
        case error
    }

    /// The name: `hmm.hmm_device_private.open_close`.
    public var name: String
    /// The result.
    public var status: Status
    /// The text of the directive, or the diagnostic lines before the result.
    public var detail: String?
    /// Its result among the other tests, if it was then repeated alone; nil if it ran once.
    public var first: Status?

    /// Makes a result.
    public init(name: String, status: Status, detail: String? = nil) {
        self.name = name
        self.status = status
        self.detail = detail
    }
}

/// How many tests of a suite had each result.
public struct TestCounts: Sendable, Equatable {
    /// How many passed.
    public var pass: Int
    /// How many failed, reached the harness's time limit, or broke.
    public var fail: Int
    /// How many the test itself skipped.
    public var skip: Int
    /// How many failed as the test expects.
    public var xfail: Int

    /// Counts tests.
    public init(_ tests: [SelftestResult]) {
        func count(_ statuses: SelftestResult.Status...) -> Int { tests.count { statuses.contains($0.status) } }
        pass = count(.pass)
        fail = count(.fail, .timeout, .error)
        skip = count(.skip)
        xfail = count(.xfail)
    }
}

/// The result of a suite of tests in a cell.
public struct SuiteResult: Sendable, Codable, Equatable {
    /// Its name: `hmm-tests`.
    public var name: String
    /// Its name in KernelCI's database: words joined by dots.
    public var path: String
    /// The rung at which it ran; the rung's outcome is the suite's.
    public var rung: Rung
    /// How many tests the plan announced; nil without a plan.
    public var planned: Int?
    /// How many passed.
    public var pass: Int
    /// How many failed, reached the harness's time limit, or broke.
    public var fail: Int
    /// How many the test itself skipped.
    public var skip: Int
    /// How many failed as the test expects.
    public var xfail: Int
    /// The tests, in the order of the output.
    public var tests: [SelftestResult]

    /// Makes a suite's result; the counts follow from `tests`.
    public init(name: String, path: String, rung: Rung, planned: Int?, tests: [SelftestResult]) {
        let counts = TestCounts(tests)
        self.name = name
        self.path = path
        self.rung = rung
        self.planned = planned
        pass = counts.pass
        fail = counts.fail
        skip = counts.skip
        xfail = counts.xfail
        self.tests = tests
    }
}

/// The kernel's own tests in results of the schema `strait.cell/1`.
struct FirstSchemaSuite: Codable, Equatable {
    var planned: Int?
    var pass: Int
    var fail: Int
    var skip: Int
    var xfail: Int
    var tests: [SelftestResult]
}
