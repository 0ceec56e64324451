// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// `strait run --dry-run`: the cells, and what is unsupported.
struct DryRun {
    let matrix: Matrix
    let json: Bool

    /// A cell as `--json` prints it.
    private struct Line: Encodable {
        let id: String
        let arch: Architecture
        let kernel: String
        let requested: [String: AxisValue]
        let deviceMemory: [DeviceMemoryRequest]
        let unsupported: String?
        let seed: UInt64?
        let commandLine: String
    }

    func print() throws {
        let terminal = Terminal.output
        // Never among the cells: with --json those are for a program.
        for note in matrix.notes { Terminal.errors.line("note: \(note)") }
        guard !json else {
            let lines = matrix.cells.map {
                Line(
                    id: $0.id, arch: $0.architecture, kernel: $0.kernel, requested: $0.requested,
                    deviceMemory: $0.deviceMemory,
                    unsupported: $0.unsupported, seed: $0.setup.seed, commandLine: $0.setup.commandLine)
            }
            return terminal.line(try JSONLine.encode(lines))
        }
        for cell in matrix.cells {
            let word = cell.unsupported == nil ? "run        " : terminal.paint("unsupported", .dim)
            terminal.line("\(word) \(cell.id)")
            if let reason = cell.unsupported { terminal.line("            \(reason)") }
        }
        let unsupported = matrix.cells.count { $0.unsupported != nil }
        terminal.line(
            "\(matrix.cells.count) cells: \(matrix.cells.count - unsupported) to run, \(unsupported) unsupported")
    }
}

/// JSON as strait prints it.
enum JSONLine {
    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
