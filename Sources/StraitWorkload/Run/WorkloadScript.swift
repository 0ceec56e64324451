// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension GuestWorkload {
    /// The workload as a script that a guest runs by itself, with the same requests in the same order: for a guest that nobody logs in
    /// to. What it prints is for a reader; there is no verdict in it.
    public static func script(for cell: Cell) -> String {
        var steps = [
            "uname -r", "cat /proc/cmdline", "grep -m 1 ' _text$' /proc/kallsyms", "cat /proc/iomem",
            "strait-guest load \(GuestCommands.probe.path)",
        ]
        let requests =
            ["info", "largest"]
            + cell.workload.deviceMemory.flatMap { Self.requests($0, one: "reserve", several: "claim") }
            + cell.workload.deviceMemory.flatMap { Self.requests($0, one: "init", several: "hold") }
        steps += requests.map { "strait-guest ask \(ShellWord.enclosed($0))" }
        steps += selftests(cell.workload.suite("hmm-tests"))
        steps.append("strait-guest unload \(GuestCommands.probe.name)")
        let lines = steps.map { "step \(ShellWord.enclosed($0))" }
        return ([head] + lines).joined(separator: "\n") + "\n"
    }

    /// Each step is shown, then done; one that fails is an answer, and the next one another question.
    private static let head = """
        #!/bin/sh
        # The workload of a cell of strait's, run by the guest itself.
        step() {
            echo "+ $1"
            sh -c "$1" 2>&1 || echo "(exit status $?)"
        }
        """

    /// Several regions have to be there at the same time: kept until all of them are.
    private static func requests(_ asked: DeviceMemoryRequest, one: String, several: String) -> [String] {
        guard asked.count > 1 else { return ["\(one) \(asked.size)"] }
        return Array(repeating: "\(several) \(asked.size)", count: asked.count) + ["list", "free all"]
    }

    private static func selftests(_ asked: SuiteRequest?) -> [String] {
        guard let asked else { return [] }
        return [
            "strait-guest load \(GuestCommands.testHMM.path)", GuestCommands.hmmTests(asked.only ?? []),
            "strait-guest unload \(GuestCommands.testHMM.name)",
        ]
    }
}
