// SPDX-License-Identifier: Apache-2.0

/// How a guest that keeps its user waiting was found: different things, told apart, since each has another cause and another cure.
public enum Hang: String, Sendable, Codable, CaseIterable {
    /// Nothing comes any more, neither from the console, which does not even echo, nor through the channel: the kernel stands still.
    case silence
    /// The console goes on, or echoes what is typed there, and the SSH channel is dead: user space, or the way to it, is broken.
    case lostSSH
    /// The guest goes on, and a task of it is in the kernel and cannot be ended: a deadlock looks like this, and a loop without an end.
    case stuck
    /// The guest goes on, and the deadline has passed all the same: emulation on a busy host looks like this.
    case slow
}
