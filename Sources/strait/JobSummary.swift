// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem

/// What a job of GitHub Actions gets besides the output: a summary in the file that GITHUB_STEP_SUMMARY names, and annotations.
struct JobSummary {
    private let file: String?
    private let isAction: Bool

    /// The largest summary of a step in bytes, with room for what other programs write (docs.github.com: 1 MiB).
    private static let most = 900 << 10

    /// Reads the variables of a job.
    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        file = environment["GITHUB_STEP_SUMMARY"].flatMap { $0.isEmpty ? nil : $0 }
        isAction = environment["GITHUB_ACTIONS"] == "true"
    }

    /// Writes both where the job wants them. `isData`: whether a program reads standard output; the annotations go to standard error then,
    /// which the runner reads as well. Trouble with the summary is a note: the result counts, not its copy.
    func write(_ markdown: () throws -> String, annotations: [String], isData: Bool) {
        if isAction { for line in annotations { (isData ? Terminal.errors : .output).data(line) } }
        guard let file else { return }
        do {
            try append(Array(try markdown().utf8), to: file)
        } catch {
            Terminal.errors.line("note: no summary of the job: \((error as? StraitError)?.description ?? "\(error)")")
        }
    }

    private func append(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw SystemError.of(errno, "open", path) }
        defer { close(descriptor) }
        var status = stat()
        let used = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
        guard used + bytes.count <= Self.most else {
            throw StraitError(.request, "\(path) would have more than \(Self.most >> 10) KiB")
        }
        if let number = Output.write(((used > 0 ? [0x0a] : []) + bytes)[...], to: descriptor) {
            throw SystemError.of(number, "write", path)
        }
    }
}
