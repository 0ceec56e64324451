// SPDX-License-Identifier: Apache-2.0

/// The architectures of guests. All differences between them are in their ``platform``: one file each.
///
/// A new architecture is a file in `Platforms/`, a case here and a line in `Platforms.swift`.
public enum Architecture: String, Sendable, Codable, CaseIterable, Comparable, CodingKeyRepresentable {
    case x86_64
    case aarch64
    case ppc64le

    /// The architecture that strait was built for; nil if strait has no guests of it.
    public static var host: Architecture? {
        #if arch(x86_64)
            Architecture(rawValue: "x86_64")
        #elseif arch(arm64)
            Architecture(rawValue: "aarch64")
        #elseif arch(powerpc64le)
            Architecture(rawValue: "ppc64le")
        #elseif arch(riscv64)
            Architecture(rawValue: "riscv64")
        #else
            nil
        #endif
    }

    /// Orders as the cases are listed.
    public static func < (left: Self, right: Self) -> Bool { left.position < right.position }

    private var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
