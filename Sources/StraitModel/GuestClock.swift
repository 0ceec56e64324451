// SPDX-License-Identifier: Apache-2.0

/// The clock for waiting for guests and for measuring them. Like a guest it stops while the host sleeps, so that
/// closing a laptop during a boot causes no hang.
public typealias GuestClock = SuspendingClock
