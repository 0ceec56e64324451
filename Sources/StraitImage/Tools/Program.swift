// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// Runs this stage's programs, with this stage's error messages.
enum Program {
    /// How a program ended, and its output.
    typealias Finished = ChildProcess.Finished

    /// Runs `name` to its end, with any exit code. Errors: `infrastructure` if it is missing, `deadline` if it does not
    /// end, and cancellation.
    static func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:], directory: FilePath? = nil,
        input: String? = nil, deadline: Duration
    ) async throws -> Finished {
        try await ChildProcess(
            name, arguments, variables: .parsed(adding: environment), directory: directory?.string,
            package: Trouble.packages[name]
        ).run(input: input, deadline: deadline)
    }

    /// Runs `name`; an exit code other than 0 is an error with the program's last lines.
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
}
