// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A cell as options of `strait repro`, which ``OneCell`` reads back.
extension OneCell {
    /// The option for an axis or another key of a configuration: `--phys-bits` for `physBits`.
    public static func option(of key: String) -> String { "--" + Axis.Option.name(of: key) }

    /// The words of the command for a cell; ``matrix()`` makes the same cell from them. `request` is the kernel as the
    /// configuration requests it; its patches and its configuration are files that the user of the command must have.
    public static func command(
        for cell: Cell, kernel: KernelIdentity, request: KernelRequest? = nil
    ) -> [String] {
        var words = [
            "strait", "repro", "--arch", cell.architecture.rawValue, "--kernel", kernel.exactSource,
        ]
        for patch in request?.patches ?? [] { words += ["--patch", patch] }
        if let config = request?.config { words += ["--kernel-config", config] }
        for option in request?.options ?? [] { words += ["--kernel-option", option] }
        let necessary = necessary(cell)
        for axis in Axis.all(of: cell.architecture) {
            guard let value = necessary[axis.name] else { continue }
            words += [option(of: axis.name), axis.written(value, cell.setup)]
        }
        return words + self.words(for: cell.workload)
    }

    private static func words(for workload: WorkloadRequest) -> [String] {
        var words = ["--device-memory", workload.deviceMemory.map(\.description).joined(separator: ",")]
        let suite = workload.suite(SuiteRequest.hmmTests.name)
        if let tests = suite == nil ? ["none"] : suite?.only { words += ["--selftests", tests.joined(separator: ",")] }
        if workload.reloads > 0 { words += ["--reloads", String(workload.reloads)] }
        if let own = workload.testHMM?.words, !own.isEmpty {
            words += [option(of: "testHMM"), own.joined(separator: ",")]
        }
        return words
    }

    /// The axes that differ from the standard machine; the others are left out for readability.
    private static func necessary(_ cell: Cell) -> [String: AxisValue] {
        var kept = cell.requested
        for axis in Axis.all(of: cell.architecture) where !axis.alwaysInID && kept[axis.name] != nil {
            var fewer = kept
            fewer[axis.name] = nil
            let other = Cell(
                architecture: cell.architecture, kernel: cell.kernel, requested: fewer, workload: cell.workload)
            if other.setup == cell.setup, other.unsupported == cell.unsupported { kept = fewer }
        }
        return kept
    }
}
