// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

@testable import StraitConfig

/// A whole configuration around rows of a matrix.
func configuration(_ rows: String..., defaults: String = "{}", workload: String = "{}") throws -> Configuration {
    let lines = ["name: t", "kernels: { base: debian:trixie-backports, candidate: debian:sid }"]
    let rest = ["defaults: \(defaults)", "workload: \(workload)", "matrix:"]
    return try Configuration.parse(
        text: (lines + rest + rows.map { "  - \($0)" }).joined(separator: "\n"), file: "t.yaml")
}

/// The ids that rows expand to.
func ids(_ rows: String..., defaults: String = "{ kernel: base }") throws -> [String] {
    let lines = [
        "name: t", "kernels: { base: debian:trixie-backports, candidate: debian:sid }", "defaults: \(defaults)",
    ]
    let text = (lines + ["matrix:"] + rows.map { "  - \($0)" }).joined(separator: "\n")
    return try Configuration.parse(text: text, file: "t.yaml").matrix().cells.map(\.id)
}

/// What is said of a configuration; nil where it is fine.
func complaints(_ text: String) -> String? {
    do {
        _ = try Configuration.parse(text: text, file: "t.yaml")
        return nil
    } catch {
        return "\(error)"
    }
}

/// The same for one row of a matrix, which is line 4.
func complaints(row: String, defaults: String = "{ kernel: base }") -> String? {
    complaints(
        """
        name: t
        kernels: { base: debian:trixie-backports, candidate: debian:sid }
        matrix:
          - \(row)
        defaults: \(defaults)
        """)
}

/// The text of a file of `configs/`.
func shipped(_ name: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../configs")
    return try String(contentsOf: root.appending(path: name), encoding: .utf8)
}
