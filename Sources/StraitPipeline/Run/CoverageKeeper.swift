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
        guard let coverage = attempt.image.coverage, let readings = attempt.evidence?.coverage, !readings.isEmpty else {
            return
        }
        do {
            let (lines, notes) = try await read(readings, coverage)
            for note in notes { attempt.note(note) }
            attempt.files[CellCoverage.fileName] = try JSON.encode(lines)
        } catch {
            attempt.note("which lines ran is not known: \(error)")
        }
    }
}
