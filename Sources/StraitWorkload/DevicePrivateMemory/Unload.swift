// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension WorkloadRun {
    /// Unloads the modules and checks that `/proc/iomem` is as before.
    mutating func unloadModules(within limit: Duration) async throws -> StepResult {
        guard !loaded.isEmpty else { return .unsupported("no module was loaded") }
        let sections = try await ask(loaded.map { Section($0, "unload", $0) } + [GuestCommands.iomem], limit: limit)
        var problems: [StepResult] = []
        for module in loaded {
            switch ModuleAnswer("unload", in: sections.lines(module)) {
            case .done: break
            case .refused(let errno): problems.append(.failed("\(module) does not unload: \(errno)", errno: errno))
            case .none(let said): problems.append(.noAnswer("\(module) was not unloaded: \(said)"))
            }
        }
        if let first = problems.first(where: { $0.outcome == .failed }) ?? problems.first { return first }
        loaded = []
        let differences = ProcFiles.differences(before: iomem, after: ProcFiles.iomem(sections["iomem"]))
        guard differences.isEmpty else {
            return .failed("/proc/iomem is not as it was: \(differences.joined(separator: "; "))")
        }
        return cell.workload.reloads == 0 ? .passed : try await reload()
    }
}
