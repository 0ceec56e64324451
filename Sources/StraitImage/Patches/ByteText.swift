// SPDX-License-Identifier: Apache-2.0

/// Text of which nobody promised an encoding.
enum ByteText {
    /// As UTF-8 where it is that, else as ISO 8859-1, which everything is: what git does with a mail that names no
    /// encoding.
    static func decoded(_ bytes: some Collection<UInt8>) -> String {
        String(validating: bytes, as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
