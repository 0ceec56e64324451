// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The requested values of a machine next to the effective ones, with the differences marked.
enum FactsView {
    static func view(_ result: CellResult) -> View {
        let axes = Axis.all.filter { result.requested[$0.name] != nil || result.effective[$0.name] != nil }
        let rows = axes.map { row($0, result) }
        let release = result.kernel.release.map { "\($0) (\(result.kernel.source))" } ?? result.kernel.source
        let count = axes.count { differs($0, result) }
        return [
            "rows": rows, "kernel": "\(result.kernel.name): \(release)",
            "difference": count == 0 ? nil : "\(Words.count(count, "axis is", "axes are")) not what was requested.",
        ]
    }

    private static func row(_ axis: Axis, _ result: CellResult) -> View {
        let asked = result.requested[axis.name].map { Words.value($0, of: axis.name) }
        let shown = result.effective[axis.name].map { Words.value($0, of: axis.name) }
        return [
            "name": axis.name, "summary": axis.summary, "asked": asked ?? "–", "shown": shown ?? "not shown",
            "differs": differs(axis, result),
        ]
    }

    /// Whether the guest differs from the request, by the axis's own comparison. Texts can differ without that: a CPU
    /// model and the CPU's own name, `random` and `on`, RAM without the kernel's share.
    private static func differs(_ axis: Axis, _ result: CellResult) -> Bool {
        guard let asked = result.requested[axis.name], let shown = result.effective[axis.name] else { return false }
        return axis.mismatch(asked, shown: shown, on: result.arch) != nil
    }
}
