// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitStore

/// Makes a run in a temporary directory and moves it to its place when it is complete, so that an error leaves nothing
/// under its name.
struct StagedRun {
    let record: RunRecord
    /// The final directory: a new or an empty one.
    let output: String

    /// Makes the run with `body`; returns it in its place, open for reading, and what `body` returned.
    func make<Value>(_ body: (RunDirectory) throws -> Value) throws -> (run: RunDirectory, value: Value) {
        try checkPlace()
        sweep()
        let path = "\(parent)/\(mark)\(UUID().uuidString)"
        do {
            let value = try body(RunDirectory.create(at: path, record: record))
            guard rename(path, output) == 0 else {
                throw StraitError(
                    .infrastructure, "cannot put the run at \(output)", cause: String(cString: strerror(errno)))
            }
            return (try RunDirectory.open(at: output), value)
        } catch {
            // The unfinished run is of no use.
            try? FileManager.default.removeItem(atPath: path)
            throw error
        }
    }

    private var parent: String { URL(fileURLWithPath: output).deletingLastPathComponent().path }
    private var mark: String { ".\((output as NSString).lastPathComponent).making-" }

    private func checkPlace() throws {
        guard FileManager.default.fileExists(atPath: output) else { return }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: output), names.isEmpty else {
            let what = RunDirectory.holdsRun(at: output) ? "holds a run already" : "is not an empty directory"
            throw StraitError(.request, "\(output) \(what); name a new directory")
        }
    }

    /// Removes the remains of killed processes.
    private func sweep() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] where name.hasPrefix(mark) {
            let path = "\(parent)/\(name)"
            if let other = try? RunDirectory.open(at: path), other.isBeingWritten { continue }
            // What cannot be removed now is removed next time.
            try? FileManager.default.removeItem(atPath: path)
        }
    }
}
