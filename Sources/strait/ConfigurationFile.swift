// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitConfig
import StraitModel

/// A configuration on disk.
enum ConfigurationFile {
    /// Reads and checks a configuration. Returns its text, the matrix with the cells that match `only`, and the
    /// settings of nights.
    static func load(_ path: String, only: [String] = []) throws -> (
        text: String, matrix: Matrix, nightly: NightlySettings
    ) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw StraitError(.request, "cannot read the configuration \(path)", cause: error.localizedDescription)
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw StraitError(.request, "it is not UTF-8 text", place: .init(file: path))
        }
        let configuration = try Configuration.parse(text: text, file: path)
        var matrix = configuration.matrix()
        matrix.kernels = try matrix.kernels.map {
            try KeptPatches.of($0.located(in: directory(of: path), home: NSHomeDirectory()))
        }
        guard matrix.cells.contains(where: { $0.control == nil }) else {
            throw StraitError(.request, "exclude: removes every cell", place: .init(file: path))
        }
        guard !only.isEmpty else { return (text, matrix, configuration.nightly) }
        let filter = try Filter.parse(only)
        // Controls stay: they check the judgement of the cells that are left.
        matrix.removeCells { $0.control == nil && !filter.matches($0) }
        guard matrix.cells.contains(where: { $0.control == nil }) else {
            throw StraitError(.request, "no cell of \(path) matches --only \(only.joined(separator: " --only "))")
        }
        return (text, matrix, configuration.nightly)
    }

    /// The absolute directory of a configuration. Relative paths in the configuration start there, wherever strait
    /// runs.
    private static func directory(of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().standardizedFileURL.path
    }
}
