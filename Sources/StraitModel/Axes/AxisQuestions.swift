// SPDX-License-Identifier: Apache-2.0

extension GuestQuestion {
    /// What a guest of an architecture is asked: what every guest is, then what its axes want to know besides.
    public static func all(of architecture: Architecture) -> [GuestQuestion] {
        (always + Axis.all(of: architecture).flatMap(\.asks)).uniqued()
    }
}
