// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitAnalysis
@testable import StraitReport

@Suite struct CalendarTests {
    private static func night(_ date: String, _ input: ReportInput = Samples.smoke()) -> Night {
        var (record, results) = (input.record, input.results)
        record.started = "\(date)T00:15:00Z"
        (results.started, results.finished) = (record.started, "\(date)T00:20:00Z")
        return Night(.init(record: record, results: results, base: "./\(date)/", hasReport: true))
    }

    @Test(arguments: [
        ("1970-01-01", 0), ("2000-02-29", 11_016), ("2000-03-01", 11_017), ("2026-11-23", 20_780),
        ("2100-03-01", 47_541),
    ])
    func daysAreNumbers(date: String, number: Int) {
        #expect(NightCalendar.number(date) == number)
        let (month, day) = NightCalendar.civil(number)
        #expect("\(date.prefix(4))" + String(format: "-%02d-%02d", month, day) == date)
    }

    @Test(arguments: ["", "2026", "2026-13-01", "2026-11-00", "-1-1-1", "0000-01-01", "2026-11-23-1", "now"])
    func whatIsNoDateIsNone(text: String) { #expect(NightCalendar.number(text) == nil) }

    @Test func fewNightsStandSideBySide() {
        #expect(NightCalendar(days: []) == nil)
        #expect(NightCalendar(days: ["2026-11-10", "2026-11-23"]) == nil)
        #expect(NightCalendar(days: ["2026-11-01", "2026-11-23"]) != nil)
        #expect(NightCalendar(days: ["2026-10-01", "yesterday"]) == nil)
    }

    /// 2026-11-01 is a Sunday, 2026-11-23 a Monday.
    @Test func aColumnForAWeekAndARowForADay() throws {
        let dates = ["2026-11-01", "2026-11-02", "2026-11-23"]
        let runs = dates.map { Self.night($0).run }
        let page = String(decoding: IndexPage.html(IndexInput(title: "x", runs: runs)), as: UTF8.self)
        #expect(!page.contains("<ol class=\"nights\""))
        let rows = page.split(separator: "class=\"calendar\"")[1].split(separator: "</table>")[0]
            .split(separator: "<tr>").dropFirst(2).map { row in
                row.split(separator: "<td>").dropFirst().map { $0.contains("href=") }
            }
        #expect(rows.count == 7)
        #expect(rows.first == [false, true, false, false, true])
        #expect(rows.last == [true, false, false, false, false])
        #expect(page.contains("<th scope=\"col\">Nov</th>"))
    }

    @Test func trendsOfWhatPassed() {
        var worse = Samples.judged()
        for index in worse.results.cells.indices.prefix(3) { worse.results.cells[index].verdict = .regression }
        let runs = [Self.night("2026-11-01", Samples.judged()), Self.night("2026-11-02", worse)].map(\.run)
        let page = String(decoding: IndexPage.html(IndexInput(title: "x", runs: runs)), as: UTF8.self)
        #expect(page.contains("Regressions: 2 to 5 over 2 runs, the newest 5"))
        #expect(page.contains("Passed: 15 in all of 2 runs"))
    }
}
