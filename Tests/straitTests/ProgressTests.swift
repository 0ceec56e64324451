// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitPipeline
import TestSupport
import Testing

@testable import strait

/// What shows how a run goes on, where nobody reads on: a pager, a terminal after ctrl-S.
@Suite(.serialized) struct ProgressTests {
    /// As the program does: a write to a pipe that nobody reads any more fails, and ends nothing.
    init() { signal(SIGPIPE) { _ in } }

    /// A pipe, with both ends closed when it goes.
    private final class Reader: Sendable {
        let reading: Int32
        let writing: Int32

        init() throws {
            var ends: [Int32] = [-1, -1]
            try #require(pipe(&ends) == 0)
            (reading, writing) = (ends[0], ends[1])
        }

        /// Reads until nothing more comes.
        func text() -> String {
            close(writing)
            return String(
                decoding: FileHandle(fileDescriptor: reading, closeOnDealloc: false).readDataToEndOfFile(),
                as: UTF8.self)
        }
    }

    /// More lines than a pipe holds.
    private static let events = (0..<3000).map { RunEvent.note("\($0) " + String(repeating: "x", count: 60)) }

    @Test(.timeLimit(.minutes(1))) func aReaderThatHasStoppedHoldsNoRun() async throws {
        let reader = try Reader()
        let progress = RunProgress(terminal: Terminal(reader.writing), quiet: false)
        let isOver = await isOver(within: .seconds(20)) { for event in Self.events { progress.show(event) } }
        #expect(isOver, "whoever tells of an event waits for the reader")
        // Whoever waits is let go: the reader is gone.
        close(reader.reading)
        progress.end()
        close(reader.writing)
    }

    @Test(.timeLimit(.minutes(1))) func aReaderThatHasStoppedHoldsNoRepetition() async throws {
        let reader = try Reader()
        let progress = ReproProgress(Terminal(reader.writing), quiet: false, isRepeated: false)
        let isOver = await isOver(within: .seconds(20)) { for event in Self.events { progress.show(event) } }
        #expect(isOver, "whoever tells of an event waits for the reader")
        close(reader.reading)
        progress.pause()
        close(reader.writing)
    }

    @Test(.timeLimit(.minutes(1))) func atTheEndEverythingIsWrittenInItsOrder() throws {
        let reader = try Reader()
        let progress = RunProgress(terminal: Terminal(reader.writing), quiet: false)
        for number in 0..<500 { progress.show(.note("\(number)")) }
        progress.end()
        #expect(reader.text() == (0..<500).map { "note: \($0)\n" }.joined())
        close(reader.reading)
    }
}
