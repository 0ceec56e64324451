// SPDX-License-Identifier: Apache-2.0

/// How a guest that does not answer was diagnosed. The cases have different causes.
public enum Hang: String, Sendable, Codable, CaseIterable {
    /// No output from the console, which does not even echo, and none from the channel: the kernel stopped.
    case silence
    /// The console works or echoes, but the SSH channel does not: user space, or the connection, is broken.
    case lostSSH
    /// The guest works, but one of its tasks is inside the kernel and cannot be killed: a deadlock or an endless loop.
    case stuck
    /// The guest works, but the deadline has passed: typical of emulation on a busy host.
    case slow
}
