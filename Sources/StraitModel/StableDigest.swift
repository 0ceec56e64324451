// SPDX-License-Identifier: Apache-2.0

/// A digest that is the same in every process and on every machine, unlike Swift's own hashing: FNV-1a of 64 bits
/// (draft-eastlake-fnv). It detects mistakes, not forgery.
public enum StableDigest {
    /// 16 hexadecimal digits for a text.
    public static func of(_ text: String) -> String {
        let hash = text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
