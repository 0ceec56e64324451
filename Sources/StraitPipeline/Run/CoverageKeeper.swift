// SPDX-License-Identifier: Apache-2.0

import StraitImage
import StraitModel
import StraitSystem

/// Makes a cell's `coverage.json` of what its guest counted.
struct CoverageKeeper: Sendable {
    private let read:
        @Sendable ([CoverageReading], KernelCoverage) async throws -> (coverage: CellCoverage, notes: [String])

    /// Makes a keeper with the compiler's programs of a cache.
    init(cache: String) {
        let reader = GcovReader(cache: cache)
        read = { try await reader.read($0, of: $1) }
    }

    /// Adds the file to an attempt whose guest counted. It changes no answer of the cell: trouble is a note.
    func keep(_ attempt: inout CellAttempt) async {
        guard let evidence = attempt.evidence else { return }
        var found = CellCoverage(readings: [], files: [], calls: evidence.calls)
        do {
            if let kernel = attempt.image.coverage, !evidence.coverage.isEmpty {
                let (lines, notes) = try await read(evidence.coverage, kernel)
                for note in notes { attempt.note(note) }
                (found.readings, found.files) = (lines.readings, lines.files)
            }
        } catch {
            attempt.note("which lines ran is not known: \(error)")
        }
        guard found.calls != nil || !found.readings.isEmpty else { return }
        do {
            attempt.files[CellCoverage.fileName] = try JSON.encode(found)
        } catch {
            attempt.note("which lines ran is not kept: \(error)")
        }
    }
}
