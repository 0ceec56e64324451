// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// A file descriptor that is closed exactly once: explicitly, or with the last reference.
final class Descriptor: Sendable {
    let number: Int32
    private let isOpen = Mutex(true)

    /// Takes ownership of `number` and sets close-on-exec: a child process with a copy would keep the connection open.
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

    /// Shuts the connection down for every copy of the descriptor.
    func hangUp() { isOpen.withLock { if $0 { shutdown(number, Int32(SHUT_RDWR)) } } }

    /// Whether the other side has closed the connection.
    var isHungUp: Bool {
        var question = pollfd(fd: number, events: 0, revents: 0)
        return poll(&question, 1, 0) > 0 && question.revents & Int16(POLLHUP | POLLERR) != 0
    }

    /// A second descriptor of the same connection, for an owner that closes it itself; nil if the process has no free
    /// descriptor.
    func duplicate() -> Int32? {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
        return copy < 0 ? nil : copy
    }

    /// Makes the descriptor and all of its copies non-blocking.
    func makeNonBlocking() { _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) }
}
