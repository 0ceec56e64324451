// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitPipeline
import StraitReport
import StraitSystem

/// `strait run --dry-run`: the cells, and what is unsupported.
struct DryRun {
    let matrix: Matrix
    let json: Bool
    /// How many guests run at once; nil for as many as this host runs.
    let jobs: Int?

    /// A cell as `--json` prints it.
    private struct Line: Encodable {
        let id: String
        let arch: Architecture
        let kernel: String
        let requested: [String: AxisValue]
        let deviceMemory: [DeviceMemoryRequest]
        let unsupported: String?
        /// Whether only a search needs it, so that it may not be booted.
        let isOptional: Bool
        let seed: UInt64?
        let commandLine: String
    }

    func print() throws {
        let terminal = Terminal.output
        // Notes go to standard error: with --json a program reads the cells from standard output.
        for note in matrix.notes { Terminal.errors.line("note: \(note)") }
        let optional = Set(matrix.searches.flatMap(\.candidates).filter { !$0.isAsked }.map(\.cell))
        guard !json else {
            let lines = matrix.cells.map {
                Line(
                    id: $0.id, arch: $0.architecture, kernel: $0.kernel, requested: $0.requested,
                    deviceMemory: $0.workload.deviceMemory,
                    unsupported: $0.unsupported, isOptional: optional.contains($0.id), seed: $0.setup.seed,
                    commandLine: $0.setup.commandLine)
            }
            return terminal.data(try JSONLine.encode(lines))
        }
        for cell in matrix.cells {
            let word = optional.contains(cell.id) ? "search     " : "run        "
            terminal.line("\(cell.unsupported == nil ? word : terminal.paint("unsupported", .dim)) \(cell.id)")
            if let reason = cell.unsupported { terminal.line("            \(reason)") }
        }
        let unsupported = matrix.cells.count { $0.unsupported != nil }
        let plain = matrix.cells.count { !optional.contains($0.id) } - unsupported
        let boots = matrix.searches.map { $0.mostBoots() }
        for (search, most) in zip(matrix.searches, boots) {
            terminal.line("search for \(search.axis) of \(search.name): at most \(most) boots")
            for value in search.skipped { terminal.line("            without \(value.value): \(value.reason)") }
        }
        let searched = boots.isEmpty ? "" : ", at most \(boots.reduce(0, +)) in searches"
        terminal.line("\(matrix.cells.count) cells: \(plain) to run\(searched), \(unsupported) unsupported")
        terminal.line(time)
    }

    private var time: String {
        do {
            let estimate = try RunEstimate(matrix, jobs: jobs, locations: .standard())
            return EstimateText.line(
                estimate?.time, name: matrix.name, run: estimate?.run, jobs: estimate?.jobs ?? 1)
        } catch {
            return "time: not known, because the history cannot be read: \(error)"
        }
    }
}

/// JSON in strait's output, without characters that act on a terminal.
enum JSONLine {
    static func encode(_ value: some Encodable) throws -> String {
        Clean.json(try JSON.text(value))
    }
}
