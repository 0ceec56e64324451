// SPDX-License-Identifier: Apache-2.0

import Glibc
import StraitModel

/// Where a command's standard input comes from, piece by piece.
protocol CommandInput: AnyObject {
    /// The next piece; empty at the end.
    func next() throws -> ArraySlice<UInt8>
}

/// Input that is there already.
final class InputBytes: CommandInput {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    func next() -> ArraySlice<UInt8> {
        defer { rest = [] }
        return rest
    }
}

/// Input from a file, which is never in memory as a whole.
final class InputFile: CommandInput {
    /// The file's size when it was opened.
    let size: Int

    private let path: String
    private let file: Descriptor
    private var buffer = [UInt8](repeating: 0, count: 256 << 10)

    init(path: String) throws {
        self.path = path
        let number = open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw StraitError.ofErrno("cannot open \(path)") }
        file = Descriptor(owning: number)
        var status = stat()
        guard fstat(number, &status) == 0 else { throw StraitError.ofErrno("cannot examine \(path)") }
        size = Int(status.st_size)
    }

    func next() throws -> ArraySlice<UInt8> {
        let count = read(file.number, &buffer, buffer.count)
        guard count >= 0 else { throw StraitError.ofErrno("cannot read \(path)") }
        return buffer[..<count]
    }
}
