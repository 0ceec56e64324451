// SPDX-License-Identifier: Apache-2.0

extension GuestQuestion {
    /// The questions for a guest of an architecture: those for every guest, then those of its axes.
    public static func all(of architecture: Architecture) -> [GuestQuestion] {
        (always + Axis.all(of: architecture).flatMap(\.asks)).uniqued()
    }
}
