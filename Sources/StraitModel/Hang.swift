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

    /// The same for a sentence.
    public var words: String {
        switch self {
        case .silence: "the guest has fallen silent"
        case .lostSSH: "the guest is there, and its SSH channel is dead"
        case .stuck: "the guest goes on, and a task is stuck in its kernel"
        case .slow: "slow, as emulation can be: the guest goes on"
        }
    }
}
