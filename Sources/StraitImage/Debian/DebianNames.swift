// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Debian's names for the packages of a kernel. Pure, so that tests can check every form of them.
enum DebianNames {
    /// The image that a suite's meta package depends on.
    static func image(in meta: Stanza, flavour: String) -> Stanza.Dependency? {
        meta.depends.first { release(ofImage: $0.name, flavour: flavour) != nil }
    }

    /// `7.3.4+deb13-amd64` of `linux-image-7.3.4+deb13-amd64`; nil for an image of another flavour.
    static func release(ofImage name: String, flavour: String) -> String? {
        // Suites without signed kernels have only this form.
        let plain = name.hasSuffix("-unsigned") ? String(name.dropLast("-unsigned".count)) : name
        guard plain.hasPrefix("linux-image-"), plain.hasSuffix("-\(flavour)") else { return nil }
        let release = plain.dropFirst("linux-image-".count)
        // "6.1.0-50", "7.3.4+deb13", "7.4-rc1"; another word in it belongs to a longer flavour.
        let abi = release.dropLast(flavour.count + 1)
        return abi.wholeMatch(of: /[0-9][^-]*(-(rc)?[0-9]+)?/) == nil ? nil : String(release)
    }

    /// The package that contains the kernel: since 7.x the image is only a meta package of kernel and modules.
    static func binary(of image: Stanza) -> String {
        image.depends.first { $0.name.hasPrefix("linux-binary-") }?.name ?? image.package
    }

    /// The package with the headers common to all flavours.
    static func common(of headers: Stanza) -> String? {
        headers.depends.first { $0.name.hasPrefix("linux-headers-") && $0.name.contains("-common") }?.name
    }

    /// The package with the programs that build kernels.
    static func kbuild(of headers: Stanza) -> String? {
        headers.depends.first { $0.name.hasPrefix("linux-kbuild-") }?.name
    }

    /// The compiler that built the kernel.
    static func compiler(of headers: Stanza) -> String? {
        headers.depends.lazy.compactMap { $0.name.wholeMatch(of: /(gcc-[0-9]+)(-for-host)?/) }.first
            .map { String($0.1) }
    }

    /// The package with the source: `linux-source-7.3` of version `7.3.4-1~bpo13+1`.
    static func source(ofVersion version: String) -> String? {
        version.prefixMatch(of: /[0-9]+\.[0-9]+/).map { "linux-source-\($0.0)" }
    }
}
