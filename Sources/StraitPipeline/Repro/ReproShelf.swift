// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitStore

/// Where a repeated cell goes when nobody says where: out of the way of the user's own directory, which may be the very tree that is
/// being bisected, and not for ever.
struct ReproShelf {
    /// How many are kept: more than a bisection has steps.
    private static let kept = 40

    private let root: String

    init(_ locations: Locations) { root = "\(locations.state)/repro" }

    /// A new directory's path. The oldest ones above the bound go.
    func place(for cell: Cell) throws -> String {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).sorted()
        for name in names.dropLast(Self.kept - 1) {
            // One that another strait is writing, or that is no run, stays.
            guard let run = try? RunDirectory.open(at: "\(root)/\(name)", for: .writing) else { continue }
            try? FileManager.default.removeItem(atPath: run.path)
        }
        // Numbers, not times: they are in order whatever the clock does, and two straits at once see each other's directory.
        let last = names.compactMap { Int($0.prefix { $0.isNumber }) }.max() ?? 0
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
