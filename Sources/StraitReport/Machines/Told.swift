// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension CellResult {
    /// What other machines are told that a cell came to. A control that ended as it has to is fine, whatever that end is, and one that
    /// did not is trouble of strait's own: neither says anything of the kernel.
    var told: Outcome { control.map { $0.isMet(by: self) ? .passed : .infrastructure } ?? outcome }
}
