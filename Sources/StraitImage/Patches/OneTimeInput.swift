// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem

/// What can be read only once: standard input, and what a shell hands over as `<(git diff)`.
enum OneTimeInput {
    /// Who types has time; a program that has gone to sleep has not.
    private static let patience = Duration.seconds(600)

    /// Whether a path names something that can be read only once: neither a file nor a directory.
    static func isOne(_ path: String) -> Bool {
        if path == PatchPlace.standardInput { return true }
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }

    /// What it is called in messages.
    static func name(_ path: String) -> String { path == PatchPlace.standardInput ? "standard input" : path }

    /// Reads it to its end. Errors: `request` for what has more than a series can have, and for a writer that writes
    /// nothing for ten minutes.
    static func read(_ path: String) throws -> [UInt8] {
        let isInput = path == PatchPlace.standardInput
        // Without O_NONBLOCK a pipe that nobody will ever write to would hold up the open itself.
        let file = isInput ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw SystemError.of(errno, "read", path) }
        defer { if !isInput { close(file) } }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            try wait(file, name(path))
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count >= 0 else { throw SystemError.of(errno, "read", name(path)) }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= PatchFileContent.limit else { throw PatchFileContent.tooLarge(name(path)) }
        }
    }

    private static func wait(_ file: Int32, _ name: String) throws {
        var handle = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
        let ready = poll(&handle, 1, Int32(patience / .milliseconds(1)))
        guard ready == 0 else { return }
        throw StraitError(.request, "\(name) has given nothing for \(patience): is anything writing to it?")
    }
}
