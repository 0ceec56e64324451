// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import StraitModel

/// Lets ctrl-C, SIGTERM and a closed terminal end work in an orderly way: guests are ended, files are kept.
enum Interruptible {
    /// Runs `body` in a task that the first such signal cancels. The work ends what it has started; each of its waits
    /// has a deadline, so a second signal changes nothing. Afterwards the signals have their former effect. Errors:
    /// those of `body`, and `infrastructure` if signals cannot be caught.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        guard wake.reading >= 0 else {
            throw StraitError(.infrastructure, "no pipe can be made for signals: too many files are open")
        }
        let heard = AsyncStream.makeStream(of: Void.self)
        let source = DispatchSource.makeReadSource(fileDescriptor: wake.reading, queue: .global())
        source.setEventHandler {
            SignalPipe.drain(wake.reading)
            heard.continuation.yield()
        }
        source.resume()
        let signals = [SIGINT, SIGTERM, SIGHUP].map { CaughtSignal($0) }
        // The work begins only now, so that a signal during it is always caught.
        let task = Task { try await body() }
        let watch = Task { for await _ in heard.stream { task.cancel() } }
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        for signal in signals { signal.release() }
        source.cancel()
        watch.cancel()
        return try result.get()
    }
}

/// The pipe that signal handlers write to, because they may do nothing else (signal-safety(7)). Made once and kept.
private let wake = SignalPipe()

private struct SignalPipe {
    let reading: Int32
    let writing: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        // On failure both stay -1, and `run` refuses to begin.
        pipe(&ends)
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (reading, writing) = (ends[0], ends[1])
    }

    /// Reads what the handlers wrote.
    static func drain(_ descriptor: Int32) {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(descriptor, &bytes, bytes.count) > 0 {}
    }
}

/// A signal that is caught and does not end the process.
private struct CaughtSignal {
    private let number: Int32
    private let before: sigaction

    init(_ number: Int32) {
        self.number = number
        var (action, before) = (sigaction(), sigaction())
        action.__sigaction_handler.sa_handler = { _ in
            let number = errno
            var byte: UInt8 = 1
            write(wake.writing, &byte, 1)
            // The interrupted code may need errno.
            errno = number
        }
        action.sa_flags = SA_RESTART
        sigaction(number, &action, &before)
        self.before = before
    }

    func release() {
        var before = before
        sigaction(number, &before, nil)
    }
}
