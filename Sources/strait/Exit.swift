// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import StraitConfig
import StraitModel

/// The exit codes of every command but `repro`.
extension ExitCode {
    /// Not as expected.
    static let unexpected = ExitCode(1)
    /// The request was wrong.
    static let request = ExitCode(2)
    /// No verdict because of the infrastructure.
    static let noVerdict = ExitCode(3)
}

/// Runs a command's body; an error becomes its sentence on standard error and the exit code that goes with its kind.
func reporting(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let error as StraitError {
        Terminal.errors.line("strait: \(error)")
        throw error.kind == .request || error.kind == .unsupported ? ExitCode.request : ExitCode.noVerdict
    } catch let errors as ConfigurationErrors {
        for error in errors.errors { Terminal.errors.line("strait: \(error)") }
        throw ExitCode.request
    } catch is CancellationError {
        Terminal.errors.line("strait: interrupted")
        throw ExitCode.noVerdict
    }
}
