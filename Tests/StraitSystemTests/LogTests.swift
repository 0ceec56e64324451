// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import StraitModel
import Testing

@testable import StraitSystem

@Suite struct LogTests {
    @Test func aLineHasItsTimeLevelAndPart() {
        let time = Date(timeIntervalSince1970: 1_795_392_900.125)
        #expect(
            LogLine.text(time, "debug", "libvirt", "start strait-1-0: done after 0.120 s")
                == "2026-11-23T00:15:00.125Z debug libvirt: start strait-1-0: done after 0.120 s")
    }

    @Test func whatAGuestSaidActsOnNothing() {
        #expect(LogLine.clean("a\nb\r\nc\u{1b}[2Jd\te\u{202e}f") == "a\\nb\\nc?[2Jd e?f")
        #expect(LogLine.clean(String(repeating: "x", count: 5000)).count == 2001)
    }

    @Test(arguments: [
        ("get http://user:word@mirror/debian", "get http://(user)@mirror/debian"),
        ("connect qemu+ssh://root@host/system", "connect qemu+ssh://(user)@host/system"),
        ("curl -H 'Authorization: Bearer abc.def' x", "curl -H 'Authorization: Bearer (secret)' x"),
        ("curl -u x --token=abc x", "curl -u x --token=(secret) x"),
        ("PASSWORD=hunter2 make", "PASSWORD=(secret) make"), ("api_key: abc", "api_key: (secret)"),
        (
            "key -----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY----- end",
            "key (private key) end"
        ),
        ("cat /proc/kallsyms", "cat /proc/kallsyms"),
        ("apt-get -q update --error-on=any", "apt-get -q update --error-on=any"),
    ])
    func nothingSecretStandsInIt(_ message: String, _ line: String) {
        #expect(LogLine.withoutSecrets(message) == line)
    }

    @Test func levelsAreThoseOfTheLibrary() throws {
        #expect(try Log.level(nil, whereNoneIsGiven: nil) == nil)
        #expect(try Log.level("", whereNoneIsGiven: .debug) == .debug)
        #expect(try Log.level("INFO", whereNoneIsGiven: .debug) == .info)
        let error = #expect(throws: StraitError.self) { try Log.level("loud", whereNoneIsGiven: nil) }
        #expect(error?.kind == .request)
        #expect(
            error?.message == "STRAIT_LOG=loud is not a level of the log; there are trace, debug, info, notice, "
                + "warning, error, critical")
    }

    @Test func linesAreAddedToAFileThatOnlyItsUserReads() throws {
        let path = NSTemporaryDirectory() + "strait-log-\(UUID().uuidString)"
        defer { unlink(path) }
        for word in ["one", "two"] {
            let sink = try LogSink(path: path)
            var logger = Logger(label: "guest") { LogWriter(label: $0, logLevel: .info, sink: sink) }
            logger[metadataKey: "cell"] = "x86_64,stock"
            logger.info("\(word)")
            logger.debug("not this")
        }
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(
            lines.map { $0.split(separator: " ", maxSplits: 1).last.map(String.init) } == [
                "info guest: one cell=x86_64,stock", "info guest: two cell=x86_64,stock",
            ])
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let error = #expect(throws: StraitError.self) { try LogSink(path: "/nonexistent/log") }
        #expect(error?.kind == .request)
    }

    @Test func timesAreInMilliseconds() {
        let start = ContinuousClock.now - .milliseconds(12_034)
        #expect(Log.seconds(since: start).hasPrefix("12.03") && Log.seconds(since: start).hasSuffix(" s"))
    }
}
