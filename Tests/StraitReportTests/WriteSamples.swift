// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitReport
import Testing

/// Writes the samples' reports for looking at: `STRAIT_REPORT_SAMPLES=DIR swift test --filter WriteSamples`.
@Suite struct WriteSamples {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["STRAIT_REPORT_SAMPLES"] != nil))
    func write() throws {
        let directory = try #require(ProcessInfo.processInfo.environment["STRAIT_REPORT_SAMPLES"])
        for (name, input) in [("smoke", Samples.smoke()), ("trouble", Samples.trouble())] {
            print(Summary.text(input, width: 100, color: true))
            try Data(Report.html(input)).write(to: URL(fileURLWithPath: "\(directory)/\(name).html"))
        }
    }
}
