// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Subprocess
import SystemPackage

/// Runs the programs that this stage is made of: one at a time, with a deadline, and gone when the task is cancelled.
enum Program {
    /// How a program ended, with all that it said.
    struct Finished: Sendable {
        var name: String
        var succeeded: Bool
        var output: String
        var errors: String

        /// The last lines of what it said: the cause, as an error shows it.
        var tail: String {
            let said = errors.isEmpty ? output : errors
            return said.split(separator: "\n").suffix(6).joined(separator: "\n")
        }
    }

    /// Far more than any of them says; what goes beyond is a program gone mad, not a reason to fill the memory.
    private static let limit = 64 << 20

    /// Runs `name` to its end, however it ends; throws when it is missing, when it does not end, and on cancellation.
    static func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:], directory: FilePath? = nil,
        input: String? = nil, deadline: Duration
    ) async throws -> Finished {
        let environment = variables(environment)
        let configuration = Configuration(
            executable: .path(try await path(of: name, environment)), arguments: Arguments(arguments),
            environment: environment, workingDirectory: directory, platformOptions: options)
        let finished = try await withThrowingTaskGroup(of: Finished?.self) { group in
            group.addTask { try await start(name, configuration, input) }
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

    /// Runs `name` and throws with its last words unless it succeeds.
    @discardableResult
    static func check(
        _ name: String, _ arguments: [String], environment: [String: String] = [:], directory: FilePath? = nil,
        input: String? = nil, deadline: Duration = .seconds(60)
    ) async throws -> String {
        let finished = try await run(
            name, arguments, environment: environment, directory: directory, input: input, deadline: deadline)
        guard finished.succeeded else {
            throw Trouble.known(in: finished.errors)
                ?? StraitError(.infrastructure, "\(name) failed", cause: finished.tail)
        }
        return finished.output
    }

    /// Where a program is: a name alone would be tried in each directory of PATH by a process of its own.
    private static func path(of name: String, _ environment: Environment) async throws -> FilePath {
        do {
            return try await Executable.name(name).resolveExecutablePath(in: environment)
        } catch {
            throw Trouble.missing(name)
        }
    }

    private static func start(_ name: String, _ configuration: Configuration, _ input: String?) async throws -> Finished
    {
        do {
            guard let input else {
                let result = try await Subprocess.run(
                    configuration, input: .none, output: .string(limit: limit), error: .string(limit: limit))
                return Finished(
                    name: name, succeeded: result.terminationStatus.isSuccess, output: result.standardOutput,
                    errors: result.standardError)
            }
            let result = try await Subprocess.run(
                configuration, input: .string(input), output: .string(limit: limit), error: .string(limit: limit))
            return Finished(
                name: name, succeeded: result.terminationStatus.isSuccess, output: result.standardOutput,
                errors: result.standardError)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw Trouble.missing(name)
        }
    }

    /// Messages are parsed, so they must not be translated. And what git keeps in the environment, for its hooks above all, is of another
    /// repository than those that are named here: GIT_INDEX_FILE alone makes it list nothing. Nothing of it is needed, not even
    /// safe.directory: a repository that is named git takes whoever owns it.
    private static func variables(_ own: [String: String]) -> Environment {
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
}
