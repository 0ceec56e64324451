// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import StraitModel

/// `--accel`.
enum AccelerationOption: String, ExpressibleByArgument, CaseIterable {
    case auto, tcg, kvm

    static let help: ArgumentHelp =
        "How guests' processors are run: auto (whatever a boot proves to work, found out once a host), tcg or kvm."

    /// Nil for whatever works.
    var acceleration: Acceleration? {
        switch self {
        case .auto: nil
        case .tcg: .tcg
        case .kvm: .kvm
        }
    }
}
