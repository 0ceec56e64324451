// SPDX-License-Identifier: Apache-2.0

import Dispatch
import StraitModel
import StraitSystem

/// A piece of a command's output.
public enum OutputChunk: Sendable, Equatable {
    /// From standard output.
    case output([UInt8])
    /// From standard error.
    case errors([UInt8])
}

extension SSHSession {
    /// Runs a command with the user's shell in the guest and waits for its end. Its standard input is empty.
    ///
    /// The first 16 MiB of each stream are kept. The rest is read and dropped, and the result is marked `truncated`.
    public func run(_ command: String, limit: Duration) async throws -> CommandResult {
        try await run(command, input: [], limit: limit)
    }

    /// Runs a command with `input` as its standard input and keeps the first `keeping` bytes of each stream.
    public func run(
        _ command: String, input: [UInt8], limit: Duration, keeping: Int = SSHSession.outputLimit
    ) async throws -> CommandResult {
        let collected = CollectedOutput(limit: keeping)
        do {
            let status = try await perform(command, input: input, limit: limit, sink: collected.add)
            return CommandResult(
                output: collected.output, errors: collected.errors, status: status, truncated: collected.truncated)
        } catch let error as StraitError {
            throw error.with(lastWords: collected.lastWords)
        }
    }

    /// Runs a command and passes on its output as it comes; returns its exit status.
    ///
    /// `onOutput` is called on the session's queue, which serves all commands, so it must be fast.
    public func stream(
        _ command: String, limit: Duration, onOutput: @escaping @Sendable (OutputChunk) -> Void
    ) async throws -> Int? {
        try await perform(command, input: [], limit: limit, isPrivate: true) { stream, bytes in
            onOutput(stream == .output ? .output(Array(bytes)) : .errors(Array(bytes)))
        }
    }

    /// Runs a command to its end on its own channel and returns its exit status. `sink` gets all output. An `isPrivate`
    /// command is not logged, because it is the user's own.
    func perform(
        _ command: String, input: [UInt8], limit: Duration, isPrivate: Bool = false,
        sink: @escaping (CommandStream, UnsafeRawBufferPointer) -> Void
    ) async throws -> Int? {
        let start = ContinuousClock.now
        let words = isPrivate ? "a command of the user's" : command.abbreviated
        do {
            let status = try await runToEnd(command, input: input, limit: limit, sink: sink)
            Log.guest.debug(
                "\(self.name): \(status.map(String.init) ?? "signal") after \(Log.seconds(since: start)): \(words)")
            return status
        } catch {
            Log.guest.debug(
                "\(self.name): no end after \(Log.seconds(since: start)): \(words)\(isPrivate ? "" : ": \(error)")")
            throw error
        }
    }

    private func runToEnd(
        _ command: String, input: [UInt8], limit: Duration,
        sink: @escaping (CommandStream, UnsafeRawBufferPointer) -> Void
    ) async throws -> Int? {
        try await attempt(limit, "the command '\(command.abbreviated)' did not end") { attempt in
            let channel = try CommandChannel(connection, sink: sink)
            do {
                try await until(attempt) { try channel.open() }
                try await until(attempt) { try channel.execute(command) }
                try await feed(channel, input, attempt)
                try await until(attempt) { channel.isClosed }
            } catch {
                await abandon(channel)
                throw error
            }
            channel.free()
            settle()
            return channel.status
        }
    }

    /// Sends a command's input as fast as the guest takes it. A command that ends before it has read everything is not
    /// an error.
    private func feed(_ channel: CommandChannel, _ input: [UInt8], _ attempt: Attempt) async throws {
        var rest = input[...]
        while !rest.isEmpty {
            var taken: Int? = 0
            try await until(attempt) {
                taken = rest.withUnsafeBytes(channel.write)
                return taken != 0
            }
            guard let taken else { return }
            rest = rest.dropFirst(taken)
        }
        channel.endInput()
    }
}

/// The part of a command's output that `run` keeps.
final class CollectedOutput {
    private(set) var output: [UInt8] = []
    private(set) var errors: [UInt8] = []
    private(set) var truncated = false
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func add(_ stream: CommandStream, _ bytes: UnsafeRawBufferPointer) {
        switch stream {
        case .output: keep(bytes, in: &output)
        case .errors: keep(bytes, in: &errors)
        }
    }

    private func keep(_ bytes: UnsafeRawBufferPointer, in kept: inout [UInt8]) {
        let room = limit - kept.count
        kept.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes.prefix(room)))
        if bytes.count > room { truncated = true }
    }

    /// The end of the output of a command that was given up: often the only hint at what it was doing.
    var lastWords: String? {
        let words = String(decoding: (errors.isEmpty ? output : errors).suffix(300), as: UTF8.self)
        let trimmed = words.drop(while: \.isWhitespace)
        return trimmed.isEmpty ? nil : String(trimmed)
    }
}

extension StraitError {
    /// Adds the last output as the cause to the error of a deadline. Other errors have a better cause.
    fileprivate func with(lastWords: String?) -> StraitError {
        guard kind == .deadline, cause == nil, let lastWords else { return self }
        return StraitError(kind, message, place: place, cause: "its last output: \(lastWords)")
    }
}

extension String {
    /// Shortened for a message: one line of at most 80 characters.
    var abbreviated: String {
        let line = split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return line.count > 80 || line.count < count ? "\(line.prefix(80))…" : line
    }
}
