// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension CellAnswer {
    /// `failed at reserve (ERANGE)`, `crashed at init (warning, kasan)`.
    public var description: String {
        guard outcome != .passed, outcome != .unsupported else { return outcome.rawValue }
        let kinds = (reports ?? []).map { KernelReport.kind(ofFingerprint: $0) }.uniqued()
        let details = (errno.map { [$0.name] } ?? []) + kinds
        return "\(outcome.rawValue) at \(rung.rawValue)"
            + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
    }
}

extension CellExpectation {
    /// `failed at reserve (ERANGE)`, `crashed (warning)`, `initialization good, log bad`.
    public var description: String {
        let details = (errno.map { [$0.name] } ?? []) + (reports ?? [])
        let outcome =
            outcomes.map(\.rawValue).joined(separator: " or ") + (rung.map { " at \($0.rawValue)" } ?? "")
            + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
        let told = (answers ?? []).map { "\($0.question.rawValue) \($0.state.rawValue)" }
        return ((outcome.isEmpty ? [] : [outcome]) + told).joined(separator: ", ")
    }
}
