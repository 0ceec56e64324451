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
    /// No verdict, because of trouble that is not the kernel's.
    static let noVerdict = ExitCode(3)
}

/// Runs a command's body. An error is printed as its sentence on standard error and becomes the exit code of its kind.
/// Errors and exit codes of the argument parser pass through.
func reporting(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let error as StraitError {
        Terminal.errors.line("strait: \(error)")
        throw error.isWrongRequest || error.kind == .unsupported ? ExitCode.request : ExitCode.noVerdict
    } catch let errors as ConfigurationErrors {
        for error in errors.errors { Terminal.errors.line("strait: \(error)") }
        throw ExitCode.request
    } catch is CancellationError {
        Terminal.errors.line("strait: interrupted")
        throw ExitCode.noVerdict
    } catch let error where !(error is ExitCode || error is CleanExit || error is ValidationError) {
        // The parser would exit with 1 for an unknown error. 1 means "not as expected", which nobody has found out.
        Terminal.errors.line("strait: \(Unforeseen.sentence(of: error))")
        throw ExitCode.noVerdict
    }
}
