// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import StraitConfig
import StraitModel
import StraitPipeline

/// The exit codes of every command but `repro`.
extension ExitCode {
    /// Not as expected.
    static let unexpected = ExitCode(1)
    /// The request was wrong.
    static let request = ExitCode(2)
    /// No verdict because of the infrastructure.
    static let noVerdict = ExitCode(3)
}

/// Runs a command's body; an error becomes its sentence on standard error and the exit code that goes with its kind. The parser's own errors,
/// an exit code among them, are left to it.
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
    } catch let error where !(error is ExitCode || error is CleanExit || error is ValidationError) {
        // The parser's exit code for what it does not know is 1, which says of kernels what nobody has found out.
        Terminal.errors.line("strait: \(Unforeseen.sentence(of: error))")
        throw ExitCode.noVerdict
    }
}
