// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitStore

/// The default place for repeated cells: outside the user's current directory, which may be the tree that is being
/// bisected, and limited in number.
struct ReproShelf {
    /// How many to keep: more than a bisection has steps.
    private static let kept = 40
    /// No shelf has as many directories; a larger number is not from strait.
    private static let mostNumbers = 1 << 40

    private let root: String

    init(_ locations: Locations) { root = "\(locations.state)/repro" }

    /// The path of a new directory. The oldest ones above the limit are removed.
    func place(for cell: Cell) throws -> String {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).sorted()
        for name in names.dropLast(Self.kept - 1) {
            // A run that another process is writing, or something that is no run, is kept.
            guard let run = try? RunDirectory.open(at: "\(root)/\(name)", for: .writing) else { continue }
            try? FileManager.default.removeItem(atPath: run.path)
        }
        // Numbers and not times: the order does not depend on the clock, and two processes see each other's
        // directories. A directory that does not belong to strait can have any name.
        let last = names.compactMap { Int($0.prefix { $0.isNumber }) }.filter { $0 < Self.mostNumbers }.max() ?? 0
        for number in (last + 1)...(last + 1000) {
            let name = String(repeating: "0", count: max(0, 6 - String(number).count)) + String(number)
            let path = "\(root)/\(name)"
            do {
                try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
                guard mkdir(path, 0o755) == 0 else { continue }
                return path
            } catch {
                throw StraitError(
                    .infrastructure, "cannot make the directory \(root); name one with --output",
                    cause: error.localizedDescription)
            }
        }
        throw StraitError(.infrastructure, "cannot make a directory in \(root); name one with --output")
    }
}
