// SPDX-License-Identifier: Apache-2.0

/// The clock that guests are waited for and measured by. It stands still while the host sleeps, as a guest does: a laptop that is closed in
/// the middle of a boot has no guest that hangs, and no slow one.
public typealias GuestClock = SuspendingClock
