// SPDX-License-Identifier: Apache-2.0

extension Architecture {
    /// The platform of this architecture.
    public var platform: Platform {
        switch self {
        case .x86_64: .x86_64
        case .aarch64: .aarch64
        case .ppc64le: .ppc64le
        }
    }
}

extension Platform {
    /// The names of the architectures whose platforms fulfil a condition: `aarch64, ppc64le`.
    static func names(where holds: (Platform) -> Bool) -> String {
        Architecture.allCases.filter { holds($0.platform) }.map(\.rawValue).joined(separator: ", ")
    }

    /// The page sizes in KiB of all platforms.
    public static var pageSizes: [Int] {
        Set(Architecture.allCases.flatMap { $0.platform.pages.map(\.kibibytes) }).sorted()
    }
}
