// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Subprocess
import Synchronization
import SystemPackage

/// A program that strait runs. When its deadline passes or the task is cancelled, the program and its children are
/// killed. Waiting for it holds no thread.
public struct ChildProcess: Sendable {
    /// The environment of a program.
    public enum Variables: Sendable {
        /// Strait's own environment: for programs that the user names.
        case inherited
        /// The same for a program whose messages are parsed: they must not be translated. Git's variables are removed,
        /// because they belong to another repository than the one in the arguments; GIT_INDEX_FILE alone makes git list
        /// nothing.
        case parsed(adding: [String: String])
    }

    /// How a program ended, and its output.
    public struct Finished: Sendable {
        /// Its exit code; nil if a signal ended it.
        public let code: Int32?
        /// What it wrote to standard output.
        public let output: String
        /// What it wrote to standard error.
        public let errors: String

        /// Makes an end.
        public init(code: Int32?, output: String, errors: String) {
            self.code = code
            self.output = output
            self.errors = errors
        }

        /// Whether the exit code is 0.
        public var succeeded: Bool { code == 0 }

        /// The last lines of the output, as the cause of an error.
        public var tail: String {
            let said = errors.isEmpty ? output : errors
            return said.split(separator: "\n").suffix(6).joined(separator: "\n")
        }
    }

    /// Far more than any of these programs writes. Beyond it something is wrong, and memory must not fill up.
    private static let limit = 64 << 20

    private let name: String
    private let arguments: [String]
    private let variables: Variables
    private let directory: String?
    private let isPrivate: Bool
    private let package: String

    /// Makes a program to run, by its name in PATH or by its path. `package` is the Debian package that contains it, if
    /// it has another name. With `isPrivate` the log does not show its arguments, because a user's command may contain
    /// a password.
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

    /// Runs the program to its end and keeps its output. Errors: `infrastructure` if it is not installed or cannot be
    /// started, `deadline` if it does not end in time, and cancellation.
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

    /// Runs the program to its end with a file as its standard input. Returns the bytes of its standard output; nil if
    /// they are more than `limit`. Errors: as those of ``run(input:deadline:)``, and a file that cannot be read.
    public func bytes(
        reading path: String, limit: Int, deadline: Duration
    ) async throws -> (finished: Finished, output: [UInt8]?) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw SystemError.of(errno, "read", path) }
        let input = FileDescriptor(rawValue: file)
        defer { try? input.close() }  // Nothing was written to it.
        let bytes = Mutex<[UInt8]?>(nil)
        let finished = try await logged {
            try await withDeadline(deadline) { configuration in
                do {
                    let result = try await Subprocess.run(
                        configuration, input: .fileDescriptor(input, closeAfterSpawningProcess: false),
                        output: .bytes(limit: limit), error: .string(limit: Self.limit))
                    bytes.withLock { $0 = result.standardOutput }
                    return Finished(result.terminationStatus, "", result.standardError)
                } catch let error as SubprocessError where error.code == .outputLimitExceeded {
                    return Finished(code: 0, output: "", errors: "")
                }
            }
        }
        return (finished, bytes.withLock { $0 })
    }

    /// Runs the program to its end with `input` as its standard input; its output goes to strait's standard error. A
    /// program that does not read its input causes no wait. Errors: as those of ``run(input:deadline:)``.
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

    /// An open, unnamed file with a text. A pipe would block if a program does not read it.
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
        // Programs are started by a thread of swift-subprocess's own, which is there since the program was looked for.
        ThreadPriority.restore()
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
        // A program killed because of a cancellation looks like a failed one, so the cancellation is reported.
        try Task.checkCancellation()
        return finished
    }

    private func configuration() async throws -> Configuration {
        let environment = environment
        let program: FilePath
        do {
            // With a bare name the library would start a process for each directory of PATH.
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

    /// Starts the program in its own process group, so that its children can be killed with it.
    private static var options: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2)),
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1)),
        ]
        return options
    }

    /// Runs the program and logs its start, its end and its duration.
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
            ended("did not end (\(error))")
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
