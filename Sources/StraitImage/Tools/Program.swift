// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// Runs the programs that this stage is made of, and tells what goes wrong with them in the stage's words.
enum Program {
    /// How a program ended, with all that it said.
    typealias Finished = ChildProcess.Finished

    /// Runs `name` to its end, however it ends; throws when it is missing, when it does not end, and on cancellation.
    static func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:], directory: FilePath? = nil,
        input: String? = nil, deadline: Duration
    ) async throws -> Finished {
        try await ChildProcess(
            name, arguments, variables: .parsed(adding: environment), directory: directory?.string,
            package: Trouble.packages[name]
        ).run(input: input, deadline: deadline)
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
}
