// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitPipeline
import StraitStore
import Testing

/// What strait makes of a run's directory: its report, the same for machines, and the text for a terminal.
@Suite struct RunSnapshots {
    private static let runs = Fixture.samples + Fixture.real
    /// Of the others the text tells enough: their pages have nothing that is not in one of these.
    private static let pages = [
        "smoke", "trouble", "judged", "hostile", "axes", "sought", "shard-2", "cut-off",
    ]

    @Test(arguments: runs)
    func filesOfARun(_ name: String) throws {
        let scratch = try Scratch()
        let path = try scratch.copy(of: name)
        _ = try RunReport.write(to: RunDirectory.open(at: path, for: .writing))
        if Self.pages.contains(name) {
            try Snapshot.check(Normal.page(scratch.read("\(name)/report.html")), "\(name)/report.html")
        }
        try Snapshot.check(scratch.read("\(name)/junit.xml"), "\(name)/junit.xml")
        try Snapshot.check(scratch.read("\(name)/kcidb.json"), "\(name)/kcidb.json")
    }

    /// The style sheet and the script, once for all pages.
    @Test func styleAndScript() throws {
        let page = try RunReport(of: RunDirectory.open(at: Fixture.path("smoke"))).html
        let rest = Normal.lines(String(decoding: page, as: UTF8.self), without: Normal.page(page))
        try Snapshot.check(rest, "style-and-script.txt")
    }

    /// What a run that cannot be trusted says otherwise than one that can.
    @Test func pageOfADistrustedRun() throws {
        func page(_ name: String) throws -> String {
            Normal.page(try RunReport(of: RunDirectory.open(at: Fixture.path(name))).html)
        }
        let other = Normal.lines(try page("distrusted"), without: try page("judged"))
        try Snapshot.check(other, "distrusted/report-differences.txt")
    }

    @Test(arguments: runs)
    func textOfARun(_ name: String) throws {
        let report = try RunReport(of: RunDirectory.open(at: Fixture.path(name)))
        try Snapshot.check(report.summary(width: 80, colour: false), "\(name)/summary.txt")
        try Snapshot.check(report.summary(width: 120, colour: true), "\(name)/summary-colour.txt")
        try Snapshot.check(report.ktap, "\(name)/results.ktap")
    }

    /// Against an earlier night: what moved.
    @Test func sinceTheNightBefore() throws {
        let run = try RunDirectory.open(at: Fixture.path("trouble"))
        let report = try RunReport(of: run, against: [RunDirectory.open(at: Fixture.path("before"))])
        let news = Normal.lines(Normal.page(report.html), without: Normal.page(try RunReport(of: run).html))
        try Snapshot.check(news, "moved/report-differences.txt")
        try Snapshot.check(report.summary(width: 100, colour: true), "moved/summary-colour.txt")
    }

    /// The results as one file, which is made from those of the cells.
    @Test(arguments: ["trouble", "sought", "cut-off"])
    func resultsOfARun(_ name: String) throws {
        let scratch = try Scratch()
        let directory = try RunDirectory.open(at: scratch.copy(of: name), for: .writing)
        try directory.writeResults(finished: "2026-11-23T00:19:28Z")
        try Snapshot.check(scratch.read("\(name)/results.json"), "\(name)/results.json")
    }

    /// The page of a run that goes on loads itself again.
    @Test func pageOfARunThatGoesOn() async throws {
        struct Enough: Error {}
        let scratch = try Scratch()
        let directory = try RunDirectory.open(at: scratch.copy(of: "trouble"), for: .writing)
        let page = "\(scratch.path)/live.html"
        let live = LiveReport(of: directory, make: { try RunReport(of: directory) }) { bytes in
            try Data(bytes).write(to: URL(fileURLWithPath: page))
        }
        await #expect(throws: Enough.self) { _ = try await live.follow { throw Enough() } }
        let still = Normal.page(try RunReport(of: directory).html)
        let moving = Normal.lines(Normal.page(try scratch.read("live.html")), without: still)
        try Snapshot.check(moving, "trouble/live-differences.txt")
    }

    /// A page of a run in another directory leads to that run's files.
    @Test func linksOfAPageElsewhere() throws {
        let run = try RunDirectory.open(at: Fixture.path("sought"))
        let page = Normal.page(try RunReport(of: run, base: "../sought/").html)
        let links = Normal.lines(page, without: Normal.page(try RunReport(of: run).html))
        try Snapshot.check(links, "sought/links-elsewhere.txt")
    }

    /// The page over all of them, one of which cannot be read.
    @Test(arguments: ["runs", "nights"])
    func pageOverManyRuns(_ name: String) throws {
        let index = try RunIndex(of: "\(Fixture.root)/\(name)", base: "\(name)/")
        try Snapshot.check(Normal.page(index.html), "index/\(name).html")
    }
}
