// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitStore

/// A run that is made beside its place and put there when all of it is there: whatever goes wrong before leaves nothing under its name,
/// and the same can be tried again.
struct StagedRun {
    let record: RunRecord
    /// Where it will be: a new directory, or an empty one.
    let output: String

    /// Makes the run with `body`, and returns it in its place, for a look, with what `body` returned.
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
            // It is of no use to anybody, and its name tells nobody anything.
            try? FileManager.default.removeItem(atPath: path)
            throw error
        }
    }

    private var parent: String { URL(fileURLWithPath: output).deletingLastPathComponent().path }
    private var mark: String { ".\((output as NSString).lastPathComponent).making-" }

    private func checkPlace() throws {
        guard FileManager.default.fileExists(atPath: output) else { return }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: output), names.isEmpty else {
            let what = RunDirectory.holdsRun(at: output) ? "holds a run already" : "is no empty directory"
            throw StraitError(.request, "\(output) \(what); name a new directory")
        }
    }

    /// What one that was killed has left.
    private func sweep() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] where name.hasPrefix(mark) {
            let path = "\(parent)/\(name)"
            if let other = try? RunDirectory.open(at: path), other.isBeingWritten { continue }
            // What cannot be removed is out of sight, and goes another time.
            try? FileManager.default.removeItem(atPath: path)
        }
    }
}
