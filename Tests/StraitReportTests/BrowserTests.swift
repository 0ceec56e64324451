// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitReport
import Testing

/// The page in a real browser, driven as a reader would.
@Suite(
    .enabled(if: Tool.path("chromium") != nil, "chromium is not installed, so the page is not driven in a browser"),
    .serialized)
struct BrowserTests {
    /// The page with everything on it, and a command to copy.
    private static func input() -> ReportInput {
        var input = Samples.moved()
        for index in input.results.cells.indices {
            input.results.cells[index].reproduction = "strait repro '\(input.results.cells[index].id)'"
        }
        return input
    }

    private func opened(_ input: ReportInput = input()) throws -> Browser { try Browser(Report.html(input)) }

    /// Nothing was asked of anywhere, and nothing went wrong.
    private func isQuiet(_ browser: Browser, _ location: SourceLocation = #_sourceLocation) {
        let pages = browser.requests.filter { $0.split(separator: "#").first.map(String.init) != browser.address }
        #expect(pages.isEmpty, sourceLocation: location)
        #expect(browser.complaints.isEmpty, sourceLocation: location)
    }

    @Test(.timeLimit(.minutes(2)))
    func theScriptRunsUnderThePolicyAndNothingComplains() throws {
        let browser = try opened(HostileTests.input("</script><img src=x onerror=alert(1)>"))
        #expect(try browser.evaluate("document.getElementById('filter').hidden", as: Bool.self) == false)
        #expect(try browser.evaluate("document.querySelectorAll('button.copy[hidden]').length", as: Int.self) == 0)
        #expect(try browser.evaluate("document.images.length", as: Int.self) == 0)
        isQuiet(browser)
    }

    @Test(.timeLimit(.minutes(2)))
    func theFilterDimsSquaresAndHidesCells() throws {
        let browser = try opened()
        func choose(_ field: String, _ value: String) throws {
            try browser.evaluate(
                "(f => { f.value = '\(value)'; f.dispatchEvent(new Event('change')); })(document.getElementById('\(field)'))",
                as: Any.self)
        }
        func count(_ selector: String) throws -> Int {
            try browser.evaluate("document.querySelectorAll('\(selector)').length", as: Int.self)
        }
        let squares = try count("a.sq[data-o]")
        try choose("f-o", "crashed")
        #expect(try count("a.sq:not(.dim)") == 1)
        #expect(try count("details.cell:not([hidden])") == 1)
        #expect(
            try browser.evaluate("document.getElementById('f-count').textContent", as: String.self)
                == "1 of \(squares) cells")
        try choose("f-a", "ppc64le")
        #expect(try count("a.sq:not(.dim)") == 0)
        #expect(try count(".gridbox:not([hidden])") == 1)
        try browser.evaluate("document.getElementById('f-reset').click()")
        #expect(try count("a.sq:not(.dim)") == squares)
        #expect(try count("details.cell[hidden]") == 0)
        isQuiet(browser)
    }

    @Test(.timeLimit(.minutes(2)))
    func theFilterKnowsVerdictsAndTheLayoutsOfASquare() throws {
        let browser = try opened(Samples.judged())
        func choose(_ field: String, _ value: String) throws -> String {
            try browser.evaluate(
                "(f => { f.value = '\(value)'; f.dispatchEvent(new Event('change')); })(document.getElementById('\(field)'))",
                as: Any.self)
            return try browser.evaluate(
                "document.getElementById('f-count').textContent + '|' + document.querySelectorAll('a.sq:not(.dim)').length"
                    + " + '|' + document.querySelectorAll('details.layouts:not([hidden])').length", as: String.self)
        }
        #expect(try browser.evaluate("document.querySelectorAll('a.sq').length", as: Int.self) == 8)
        #expect(
            try choose("f-o", "failed") == "8 of 24 cells|3|2", "five layouts and one at 32 bits, two of five at 46")
        #expect(try choose("f-v", "regression") == "2 of 24 cells|1|1")
        #expect(try choose("f-o", "") == "5 of 24 cells|1|1")
        #expect(try choose("f-v", "fixed") == "6 of 24 cells|2|1")
        #expect(try choose("f-v", "") == "|8|4")
        isQuiet(browser)
    }

    /// From the square to the question, and from there to a layout's cell, with the keyboard alone.
    @Test(.timeLimit(.minutes(2)))
    func aSquareOfLayoutsLeadsToThemAndOnToACell() throws {
        let browser = try opened(Samples.judged())
        func leads(_ selector: String, to id: String) throws -> Bool {
            try browser.evaluate("document.querySelector(`\(selector)`).focus()")
            try browser.press("Enter", code: 13)
            return try browser.becomes(
                """
                ((target) => target.closest("details").open && target.getBoundingClientRect().top >= 0
                  && target.getBoundingClientRect().top < innerHeight && decodeURIComponent(location.hash) === "#" + target.id)
                (document.getElementById(`\(id)`))
                """)
        }
        let id = "x86_64,stock,physBits-46,kaslr-random_x5"
        #expect(try leads("a.sq[href='#\(id)']", to: id))
        #expect(try leads("a[href='#\(id)_4']", to: "\(id)_4"))
        isQuiet(browser)
    }

    @Test(.timeLimit(.minutes(2)))
    func aDistrustedRunHasNoGreen() throws {
        func colours(_ input: ReportInput) throws -> [String] {
            let browser = try opened(input)
            isQuiet(browser)
            return try browser.evaluate(
                """
                [...new Set([...document.querySelectorAll('#matrix ~ .grids .sq, .figures li')].flatMap((e) =>
                  [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]))]
                """, as: [String].self)
        }
        let green = ["rgb(23, 105, 63)", "rgb(223, 241, 230)"]
        #expect(try !Set(colours(Samples.judged())).isDisjoint(with: green))
        #expect(try Set(colours(Samples.judged(controls: true))).isDisjoint(with: green))
    }

    /// What a screen reader says of a square and of the head, and that nothing is wider than a telephone.
    @Test(.timeLimit(.minutes(2)))
    func theTreeForAScreenReaderAndANarrowScreen() throws {
        let browser = try opened(Samples.judged())
        let nodes = try browser.call("Accessibility.getFullAXTree")["nodes"] as? [[String: Any]] ?? []
        func named(_ role: String) -> [String] {
            nodes.filter {
                ($0["role"] as? [String: Any])?["value"] as? String == role && $0["ignored"] as? Bool != true
            }
            .compactMap { ($0["name"] as? [String: Any])?["value"] as? String }
        }
        #expect(named("heading").first?.hasPrefix("Initialization : 15 of 24 granted") == true)
        #expect(named("link").contains { $0.contains("3/5 passed") && $0.contains("regression") })
        #expect(named("combobox").count == 5 && named("combobox").allSatisfy { !$0.isEmpty })
        #expect(
            nodes.filter { ($0["role"] as? [String: Any])?["value"] as? String == "link" }.count == named("link").count)
        try browser.call(
            "Emulation.setDeviceMetricsOverride",
            ["width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true])
        #expect(try browser.evaluate("document.documentElement.scrollWidth", as: Int.self) <= 390)
        isQuiet(browser)
    }

    /// What a row is called leaves room for its squares, of which none is out of sight.
    @Test(.timeLimit(.minutes(2)))
    func theMatrixOfANightFitsOnATelephone() throws {
        let browser = try opened(Samples.night())
        try browser.call(
            "Emulation.setDeviceMetricsOverride",
            ["width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true])
        func most(_ selector: String, _ edge: String) throws -> Double {
            try browser.evaluate(
                "Math.max(...[...document.querySelectorAll('\(selector)')].map((e) => e.getBoundingClientRect().\(edge)))",
                as: Double.self)
        }
        #expect(try most(".grid tbody th", "width") <= 0.45 * 390)
        #expect(try most(".grid a.sq", "right") <= 390)
        #expect(try browser.evaluate("document.querySelectorAll('.grid a.sq').length", as: Int.self) == 32)
        isQuiet(browser)
    }

    @Test(.timeLimit(.minutes(2)))
    func theFocusGoesDownThePage() throws {
        let browser = try opened()
        var seen: [String] = []
        // What moved comes before the filter, with links to the cells of each change.
        for _ in 0..<400 where !seen.contains("sq") {
            try browser.press("Tab", code: 9)
            seen.append(
                try browser.evaluate(
                    "(e => e.className.split(' ')[0] || e.id || e.localName)(document.activeElement)", as: String.self))
            // In the order of the page, and where it can be seen.
            try browser.evaluate("window.strait = [...(window.strait || []), document.activeElement]")
        }
        #expect(seen.first == "skip")
        #expect(seen.contains("f-q") && seen.contains("f-reset") && seen.contains("sq"))
        let places = try #require(seen.firstIndex(of: "f-reset")) < #require(seen.firstIndex(of: "sq"))
        #expect(places, "the filter comes before what it filters")
        let ordered = """
            strait.every((e, i) => i === 0 || strait[i - 1].compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING
              && getComputedStyle(e).visibility === 'visible')
            """
        #expect(try browser.evaluate(ordered, as: Bool.self))
        isQuiet(browser)
    }

    @Test(.timeLimit(.minutes(2)))
    func theButtonCopiesTheCommand() throws {
        let browser = try opened()
        try browser.call(
            "Browser.grantPermissions", ["permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]])
        try browser.evaluate(
            "window.button = document.querySelector('details[open] button.copy'); button.focus(); button.click()")
        #expect(try browser.becomes("['Copied', 'Press Ctrl-C'].includes(button.textContent)"))
        let script = """
            (async () => [button.previousElementSibling.textContent,
              button.textContent === "Copied" ? await navigator.clipboard.readText() : getSelection().toString()])()
            """
        let answer = try browser.evaluate(script, as: [String].self)
        #expect(answer[0].hasPrefix("strait repro 'x86_64,"))
        #expect(answer[1] == answer[0])
        isQuiet(browser)
    }

    @Test(.timeLimit(.minutes(2)))
    func everyLinkOpensWhatItLeadsTo() throws {
        let browser = try opened()
        let script = """
            (async () => {
              const bad = [];
              for (const link of document.querySelectorAll("a[href^='#']")) {
                for (const box of document.querySelectorAll("details.cell")) box.open = false;
                link.click();
                // Chromium takes no more than two hundred of them in ten seconds.
                await new Promise((done) => setTimeout(done, 60));
                const target = document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
                const shown = () => target && !(target.closest("details") && !target.closest("details").open);
                for (let n = 0; n < 100 && !shown(); n++) await new Promise((done) => setTimeout(done, n));
                if (!shown()) bad.push(link.href);
              }
              return bad;
            })()
            """
        #expect(try browser.evaluate(script, as: [String].self) == [])
        isQuiet(browser)
    }

    @Test(.timeLimit(.minutes(2)))
    func aPageThatReloadsStaysWhereItsReaderIs() throws {
        var live = Self.input()
        live.refresh = 3
        let browser = try opened(live)
        try browser.evaluate(
            """
            document.querySelectorAll("details.cell")[9].open = true;
            const field = document.getElementById("f-o");
            field.value = "passed"; field.dispatchEvent(new Event("change")); scrollTo(0, 700)
            """)
        let state = """
            [document.querySelectorAll("details.cell")[9].open, document.getElementById("f-o").value, Math.round(scrollY),
              document.querySelectorAll("details.cell:not([hidden])").length].join(" ")
            """
        let before = try browser.evaluate(state, as: String.self)
        #expect(before.hasPrefix("true passed 700 "))
        try browser.wait(for: "Page.loadEventFired")
        #expect(try browser.evaluate(state, as: String.self) == before)
        // The end of the run: the last page stays, at the same place. The one before may have come once more meanwhile.
        try browser.write(Report.html(Self.input()))
        repeat {
            try browser.wait(for: "Page.loadEventFired")
        } while try browser.evaluate("document.querySelector('meta[http-equiv=refresh]') !== null", as: Bool.self)
        #expect(try browser.evaluate(state, as: String.self) == before)
        isQuiet(browser)
    }

    @Test(.timeLimit(.minutes(2)))
    func theNightsFitOnATelephone() throws {
        let browser = try Browser(IndexPage.html(IndexTests.nights()))
        #expect(try browser.evaluate("document.querySelectorAll('.nights a').length", as: Int.self) == 4)
        #expect(try browser.evaluate("document.querySelectorAll('.history a.news').length", as: Int.self) == 1)
        try browser.call(
            "Emulation.setDeviceMetricsOverride",
            ["width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true])
        #expect(try browser.evaluate("document.documentElement.scrollWidth", as: Int.self) <= 390)
        isQuiet(browser)
    }

    @Test(.timeLimit(.minutes(2)))
    func theIndexAsksNobodyForAnything() throws {
        let browser = try Browser(IndexPage.html(IndexTests.input()))
        #expect(try browser.evaluate("document.querySelectorAll('tbody tr').length", as: Int.self) == 3)
        isQuiet(browser)
    }
}
