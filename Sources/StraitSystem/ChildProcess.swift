// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Subprocess
import SystemPackage

/// Programs that strait starts: each with a deadline, and gone with all that it has started when the deadline passes or the task is
/// cancelled. No thread waits for them.
public struct ChildProcess: Sendable {
    /// What a program finds in its environment.
    public enum Variables: Sendable {
        /// What strait itself has: for programs of the user's.
        case inherited
        /// The same for a program whose messages are parsed: they must not be translated. What git keeps there, for its hooks above all, is
        /// of another repository than those that are named in arguments, and goes: GIT_INDEX_FILE alone makes git list nothing.
        case parsed(adding: [String: String])
    }

    /// How a program ended, with all that it said.
    public struct Finished: Sendable {
        /// Its exit code; nil where a signal ended it.
        public let code: Int32?
        /// What it wrote to standard output.
        public let output: String
        /// What it wrote to standard error.
        public let errors: String

        /// An end.
        public init(code: Int32?, output: String, errors: String) {
            self.code = code
            self.output = output
            self.errors = errors
        }

        /// Whether it ended with 0.
        public var succeeded: Bool { code == 0 }

        /// The last lines of what it said: the cause, as an error shows it.
        public var tail: String {
            let said = errors.isEmpty ? output : errors
            return said.split(separator: "\n").suffix(6).joined(separator: "\n")
        }
    }

    /// Far more than any of them says; what goes beyond is a program gone mad, not a reason to fill the memory.
    private static let limit = 64 << 20

    private let name: String
    private let arguments: [String]
    private let variables: Variables
    private let directory: String?
    private let isPrivate: Bool
    private let package: String

    /// A program to be run, by its name in PATH or by its path. `package` is the Debian package that has it, where that is not called the
    /// same. With `isPrivate` the log does not tell its arguments: a user's own command may have a password in it.
    public init(
        _ name: String, _ arguments: [String], variables: Variables = .parsed(adding: [:]), directory: String? = nil,
        package: String? = nil, isPrivate: Bool = false
    ) {
        self.name = name
        self.arguments = arguments
        self.variables = variables
        self.directory = directory
        self.isPrivate = isPrivate
        self.package = package ?? name
    }

    /// Runs it to its end, however it ends, and keeps what it says. Errors: `infrastructure` where it is not installed or cannot be
    /// started, `deadline` where it does not end, and cancellation.
    public func run(input: String? = nil, deadline: Duration) async throws -> Finished {
        try await logged {
            try await withDeadline(deadline) { configuration in
                let (output, errors) = (
                    StringOutput<UTF8>.string(limit: Self.limit), StringOutput<UTF8>.string(limit: Self.limit)
                )
                guard let input else {
                    let result = try await Subprocess.run(configuration, input: .none, output: output, error: errors)
                    return Finished(result.terminationStatus, result.standardOutput, result.standardError)
                }
                let result = try await Subprocess.run(
                    configuration, input: .string(input), output: output, error: errors)
                return Finished(result.terminationStatus, result.standardOutput, result.standardError)
            }
        }
    }

    /// Runs it to its end with `input` as its standard input; what it says goes where strait's errors go. A program that reads nothing of
    /// it holds nobody up. Errors: as those of ``run(input:deadline:)``.
    public func pass(input: String = "", deadline: Duration) async throws -> Finished {
        let file = try Self.temporary(input)
        defer { try? file.close() }  // Nothing is written to it any more.
        return try await logged {
            try await withDeadline(deadline) { configuration in
                let result = try await Subprocess.run(
                    configuration, input: .fileDescriptor(file, closeAfterSpawningProcess: false),
                    output: .currentStandardError, error: .currentStandardError)
                return Finished(result.terminationStatus, "", "")
            }
        }
    }

    /// An open file with a text that has no name: a pipe would be full before a program that reads nothing has ended.
    private static func temporary(_ text: String) throws -> FileDescriptor {
        let path = NSTemporaryDirectory() + "/strait-input-\(UUID().uuidString)"
        let number = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw SystemError.of(errno, "write", path) }
        unlink(path)
        if let trouble = Output.write(Array(text.utf8)[...], to: number) {
            close(number)
            throw SystemError.of(trouble, "write", path)
        }
        lseek(number, 0, SEEK_SET)
        return FileDescriptor(rawValue: number)
    }

    private func withDeadline(
        _ deadline: Duration, _ start: @escaping @Sendable (Configuration) async throws -> Finished
    ) async throws -> Finished {
        let configuration = try await configuration()
        let finished = try await withThrowingTaskGroup(of: Finished?.self) { group in
            group.addTask { try await start(configuration) }
            group.addTask {
                try await Task.sleep(for: deadline)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let finished = first else {
                throw StraitError(.deadline, "\(name) did not end within \(deadline)")
            }
            return finished
        }
        // A program that was torn down looks like one that failed; the cancellation is the truth.
        try Task.checkCancellation()
        return finished
    }

    private func configuration() async throws -> Configuration {
        let environment = environment
        let program: FilePath
        do {
            // A name alone would be tried in each directory of PATH by a process of its own.
            let executable: Executable = name.contains("/") ? .path(FilePath(name)) : .name(name)
            program = try await executable.resolveExecutablePath(in: environment)
        } catch {
            throw StraitError(.infrastructure, "the program \(name) is not installed: apt-get install \(package)")
        }
        return Configuration(
            executable: .path(program), arguments: Arguments(arguments), environment: environment,
            workingDirectory: directory.map { FilePath($0) }, platformOptions: Self.options)
    }

    private var environment: Environment {
        guard case .parsed(let own) = variables else { return .inherit }
        var all: [Environment.Key: String?] = [:]
        for name in ProcessInfo.processInfo.environment.keys where name.hasPrefix("GIT_") {
            all[Environment.Key(stringLiteral: name)] = .some(nil)
        }
        for (name, value) in own { all[Environment.Key(stringLiteral: name)] = value }
        all["LC_ALL"] = "C"
        return .inherit.updating(all)
    }

    /// A process group of its own, so that what the program started ends with it.
    private static var options: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2)),
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1)),
        ]
        return options
    }

    /// Runs the program and tells the log of its beginning, its end and the time between them.
    private func logged(_ body: () async throws -> Finished) async throws -> Finished {
        let start = ContinuousClock.now
        let words = isPrivate ? "\(name) (arguments are not logged)" : ([name] + arguments).joined(separator: " ")
        func ended(_ how: String) {
            Log.program.debug("\(how) after \(Log.seconds(since: start)): \(words)")
        }
        do {
            let finished = try await body()
            ended(finished.code.map { "ended with \($0)" } ?? "was ended by a signal")
            return finished
        } catch {
            ended("came to no end (\(error))")
            throw error
        }
    }
}

extension ChildProcess.Finished {
    fileprivate init(_ status: TerminationStatus, _ output: String, _ errors: String) {
        let code: Int32? = if case .exited(let code) = status { code } else { nil }
        self.init(code: code, output: output, errors: errors)
    }
}
