// SPDX-License-Identifier: Apache-2.0

import Glibc
import StraitModel

extension SSHSession {
    /// Writes `bytes` to the file `path` in the guest, with `mode` as its permissions; an existing file is replaced. The file is there
    /// as a whole or not at all.
    public func upload(_ bytes: [UInt8], to path: String, mode: Int = 0o644, limit: Duration) async throws {
        try await upload(InputBytes(bytes), size: bytes.count, to: path, mode: mode, limit: limit)
    }

    /// Copies the host's file `file` to `path` in the guest without ever holding it in memory; otherwise the same.
    public func upload(file: String, to path: String, mode: Int = 0o644, limit: Duration) async throws {
        let input = try InputFile(path: file)
        try await upload(input, size: input.size, to: path, mode: mode, limit: limit)
    }

    private func upload(
        _ input: any CommandInput, size: Int, to path: String, mode: Int, limit: Duration
    ) async throws {
        let (whole, part) = (ShellWord.enclosed(path), ShellWord.enclosed("\(path).part"))
        // `cat` takes the end of a broken connection for the end of the file, hence the comparison.
        let command =
            "(umask 077; cat >\(part)) && [ $(stat -c %s \(part)) -eq \(size) ]"
            + " && chmod \(String(mode, radix: 8)) \(part) && mv -f \(part) \(whole) || { rm -f \(part); exit 1; }"
        let result = try await run(command, input: input, limit: limit, keeping: 4096)
        guard result.status == 0 else {
            throw StraitError(.infrastructure, "cannot write \(path) in the guest", cause: result.complaint)
        }
    }

    /// The contents of the guest's file `path`; an error when there are more than `maximum` bytes, since half a file is none.
    public func download(_ path: String, limit: Duration, maximum: Int = 256 << 20) async throws -> [UInt8] {
        let result = try await run("cat \(ShellWord.enclosed(path))", input: [], limit: limit, keeping: maximum)
        guard result.status == 0 else { throw Self.unreadable(path, result.complaint) }
        guard !result.truncated else { throw Self.unreadable(path, "it has more than \(maximum) bytes") }
        return result.output
    }

    /// Copies the guest's file `path` to the host's file `file` without ever holding it in memory; an existing file is replaced. It is
    /// there as a whole or not at all.
    public func download(_ path: String, to file: String, limit: Duration) async throws {
        let output = try OutputFile(path: "\(file).part")
        let complaint = CollectedOutput(limit: 4096)
        do {
            let status = try await perform("cat \(ShellWord.enclosed(path))", input: InputBytes([]), limit: limit) {
                stream, bytes in
                if stream == .output { output.write(bytes) } else { complaint.add(stream, bytes) }
            }
            guard status == 0 else {
                let result = CommandResult(output: [], errors: complaint.errors, status: status)
                throw Self.unreadable(path, result.complaint)
            }
            try output.finish(as: file)
        } catch {
            output.discard()
            throw error
        }
    }

    private static func unreadable(_ path: String, _ cause: String) -> StraitError {
        StraitError(.infrastructure, "cannot read \(path) in the guest", cause: cause)
    }
}

/// A file on the host that a guest's output goes to.
private final class OutputFile {
    private let path: String
    private let file: Descriptor
    private var failure: StraitError?

    init(path: String) throws {
        self.path = path
        let number = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard number >= 0 else { throw StraitError.ofErrno("cannot create \(path)") }
        file = Descriptor(owning: number)
    }

    /// Keeps the first failure for `finish`: libssh's callbacks, which call this, have no way to fail.
    func write(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while failure == nil, !rest.isEmpty {
            let count = UnsafeRawBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
                Glibc.write(file.number, $0.baseAddress, $0.count)
            }
            if count < 0 { failure = StraitError.ofErrno("cannot write \(path)") } else { rest = rest.dropFirst(count) }
        }
    }

    func finish(as whole: String) throws {
        if let failure { throw failure }
        guard rename(path, whole) == 0 else { throw StraitError.ofErrno("cannot write \(whole)") }
    }

    func discard() { unlink(path) }
}

extension CommandResult {
    /// Why a command failed, in its own words or at least by its status.
    fileprivate var complaint: String {
        let words = errorText.split(whereSeparator: \.isNewline).joined(separator: "; ")
        return words.isEmpty ? status.map { "exit status \($0)" } ?? "ended by a signal" : words
    }
}

extension StraitError {
    /// An error of the operating system, read from `errno` right after the call that failed.
    static func ofErrno(_ message: String) -> StraitError {
        StraitError(.infrastructure, message, cause: String(cString: strerror(errno)))
    }
}
