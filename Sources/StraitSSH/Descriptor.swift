// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// A file descriptor that is closed exactly once: when it is told to, or with its last holder.
final class Descriptor: Sendable {
    let number: Int32
    private let isOpen = Mutex(true)

    /// Takes ownership of `number`, and keeps it from leaking into the programs that strait starts: a child that holds a copy
    /// would keep the connection open after strait has ended it.
    init(owning number: Int32) {
        self.number = number
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }

    deinit { close() }

    func close() {
        isOpen.withLock { isOpen in
            if isOpen { Glibc.close(number) }
            isOpen = false
        }
    }

    /// Ends the connection for every copy of the descriptor.
    func hangUp() { isOpen.withLock { if $0 { shutdown(number, Int32(SHUT_RDWR)) } } }

    /// Whether the other side has hung up.
    var isHungUp: Bool {
        var question = pollfd(fd: number, events: 0, revents: 0)
        return poll(&question, 1, 0) > 0 && question.revents & Int16(POLLHUP | POLLERR) != 0
    }

    /// A second descriptor of the same connection, for an owner that closes it itself; nil when the process has none left.
    func duplicate() -> Int32? {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
        return copy < 0 ? nil : copy
    }

    /// Makes reads and writes return at once, for every copy of the descriptor.
    func makeNonBlocking() { _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) }
}
