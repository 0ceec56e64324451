// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitReport
import StraitSystem
import Testing

/// Writes the samples' reports for looking at: `STRAIT_REPORT_SAMPLES=DIR swift test --filter WriteSamples`.
@Suite struct WriteSamples {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["STRAIT_REPORT_SAMPLES"] != nil))
    func write() throws {
        let directory = try #require(ProcessInfo.processInfo.environment["STRAIT_REPORT_SAMPLES"])
        let hostile = HostileTests.input("</x>]]>&\0\u{1b}[2J\u{fffe}\u{202e} # SKIP\nok 1 \" ")
        for (name, input) in [
            ("smoke", Samples.smoke()), ("moved", Samples.moved()), ("hostile", hostile), ("judged", Samples.judged()),
            ("distrusted", Samples.judged(controls: true)),
        ] {
            print(Summary.text(input, width: 100, color: true))
            for (suffix, bytes) in [
                ("html", Report.html(input)), ("xml", try XML.encode(JUnit.document(input))),
                ("json", try KCIDB.json(input)),
                ("ktap", Array(KTAPText.text(input).utf8)),
            ] {
                try Data(bytes).write(to: URL(fileURLWithPath: "\(directory)/\(name).\(suffix)"))
            }
        }
        for (name, input) in [("index", IndexTests.input()), ("nights", IndexTests.nights())] {
            try Data(IndexPage.html(input)).write(to: URL(fileURLWithPath: "\(directory)/\(name).html"))
        }
    }
}
