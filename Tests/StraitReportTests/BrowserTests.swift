// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitReport
import Testing

/// The page in a real browser, where one is installed.
@Suite struct BrowserTests {
    @Test(.enabled(if: Tool.path("chromium") != nil), .timeLimit(.minutes(2)))
    func theScriptRunsUnderThePolicyAndNothingComplains() throws {
        let directory = NSTemporaryDirectory() + "strait-browser-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let page = directory + "/report.html"
        try Data(Report.html(HostileTests.input("</script><img src=x onerror=alert(1)>"))).write(
            to: URL(fileURLWithPath: page))
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: try #require(Tool.path("chromium")))
        process.arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
            "--user-data-dir=\(directory)/profile",
            "--dump-dom", "file://\(page)",
        ]
        process.standardOutput = output
        // To a file: a browser that fills a second pipe while the first is read would wait for ever.
        let log = directory + "/log"
        try Data().write(to: URL(fileURLWithPath: log))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        try process.run()
        let dom = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(dom.contains("aria-label=\"Filter\">"), "the script showed the filter")
        #expect(dom.contains("class=\"copy\">"), "and the buttons")
        #expect(!dom.contains("<img"))
        let complaints = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").filter {
            $0.contains("CONSOLE")
        }
        #expect(complaints.isEmpty, "\(complaints)")
    }
}
