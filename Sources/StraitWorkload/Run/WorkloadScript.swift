// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension GuestWorkload {
    /// The workloads as a script for a guest without login, with the same requests in the same order. Its output is for
    /// a reader and contains no verdict.
    public static func script(for cell: Cell) -> String {
        let first = ["uname -r", "cat /proc/cmdline", "grep -m 1 ' _text$' /proc/kallsyms", "cat /proc/iomem"]
        let steps = first + Workload.all.flatMap { $0.script(cell.workload) }
        let lines = steps.map { "step \(ShellWord.enclosed($0))" }
        return ([head] + lines).joined(separator: "\n") + "\n"
    }

    /// Each step is printed before it runs; after a failure the next step still runs.
    private static let head = """
        #!/bin/sh
        # The workload of a cell of strait's, run by the guest itself.
        step() {
            echo "+ $1"
            sh -c "$1" 2>&1 || echo "(exit status $?)"
        }
        """
}
