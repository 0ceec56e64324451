// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import StraitModel

/// `--accel`.
enum AccelerationOption: String, ExpressibleByArgument, CaseIterable {
    case auto, tcg, kvm

    static let help: ArgumentHelp =
        "How guests run: auto (KVM if a test boot proves that it works, else emulation), tcg (emulation) or kvm."

    /// Nil for `auto`.
    var acceleration: Acceleration? {
        switch self {
        case .auto: nil
        case .tcg: .tcg
        case .kvm: .kvm
        }
    }
}
