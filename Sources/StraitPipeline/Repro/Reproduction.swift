// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitConfig
import StraitModel
import StraitWorkload

/// The command that runs a cell again on any machine. It contains no path to a run's directory, because results are
/// sent by mail.
enum Reproduction {
    /// One line of shell; nil for the control whose QEMU is killed, which no command can repeat.
    static func command(for cell: Cell, kernel: KernelIdentity, request: KernelRequest? = nil) -> String? {
        guard cell.control?.losesQEMU != true else { return nil }
        return OneCell.command(for: cell, kernel: kernel, request: request).map(ShellWord.quoted)
            .joined(separator: " ")
    }
}

extension Matrix {
    /// The result with its verdict and the command that runs its cell again.
    func completed(_ result: CellResult, of cell: Cell, past: CellPast?) -> CellResult {
        var result = judged(result, of: cell, past: past)
        result.reproduction = Reproduction.command(
            for: cell, kernel: result.kernel, request: kernels.first { $0.name == cell.kernel })
        return result
    }
}
