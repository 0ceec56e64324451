// SPDX-License-Identifier: Apache-2.0

/// One test of a suite.
public struct SelftestResult: Sendable, Codable, Equatable {
    /// What KTAP calls a result (CONVENTIONS.md).
    public enum Status: String, Sendable, Codable, CaseIterable {
        case pass, fail, skip, xfail
        /// The harness's own time limit; under emulation not a plain failure.
        case timeout
        /// No result for it, or one that means trouble of the test itself.
        case error
    }

    /// `hmm.hmm_device_private.open_close`.
    public var name: String
    /// What became of it.
    public var status: Status
    /// The directive's text, or the diagnostic lines before the result.
    public var detail: String?
    /// What became of it among the other tests, where it was run again alone after that; nil where it was run once.
    public var first: Status?

    /// One test's result.
    public init(name: String, status: Status, detail: String? = nil) {
        self.name = name
        self.status = status
        self.detail = detail
    }
}

/// How many tests of a suite came to what.
public struct TestCounts: Sendable, Equatable {
    /// How many passed.
    public var pass: Int
    /// How many failed, ran into the harness's time limit or broke.
    public var fail: Int
    /// How many were left out by the test itself.
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

/// What became of a suite of tests in a cell.
public struct SuiteResult: Sendable, Codable, Equatable {
    /// Its name: `hmm-tests`.
    public var name: String
    /// What KernelCI's database calls it: words joined by dots.
    public var path: String
    /// The rung at which it ran, whose outcome tells how it ended.
    public var rung: Rung
    /// How many tests the plan announced; nil without a plan.
    public var planned: Int?
    /// How many passed.
    public var pass: Int
    /// How many failed, ran into the harness's time limit or broke.
    public var fail: Int
    /// How many were left out by the test itself.
    public var skip: Int
    /// How many failed as the test expects.
    public var xfail: Int
    /// Each by its name, in the order of the output.
    public var tests: [SelftestResult]

    /// A suite's result, whose counts follow from `tests`.
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

/// The kernel's own tests as results of the schema `strait.cell/1` have them.
struct FirstSchemaSuite: Codable, Equatable {
    var planned: Int?
    var pass: Int
    var fail: Int
    var skip: Int
    var xfail: Int
    var tests: [SelftestResult]
}
