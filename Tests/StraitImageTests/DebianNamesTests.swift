// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StraitImage

/// What `apt-cache show` printed of real packages, cut down to what is read of it.
private enum Captured {
    static let split = """
        Package: linux-image-amd64
        Source: linux-signed-amd64 (7.3.4+1~bpo13+1)
        Version: 7.3.4-1~bpo13+1
        Provides: linux-image-generic, linux-latest-modules-7.3.4+deb13-amd64, wireguard-modules (= 1.0.0)
        Depends: linux-base-amd64 (= 7.3.4-1~bpo13+1), linux-image-7.3.4+deb13-amd64 (= 7.3.4-1~bpo13+1), linux-modules-amd64 (= 7.3.4-1~bpo13+1)
        Description: Linux for 64-bit PCs (meta-package)
         This package depends on the latest Linux kernel and modules for use on PCs
         Depends: nothing, this is a description

        Package: linux-image-7.3.4+deb13-amd64
        Version: 7.3.4-1~bpo13+1
        Depends: dracut | initramfs-tools (>= 0.120+deb8u2) | linux-initramfs-tool, linux-base-7.3.4+deb13-amd64 (= 7.3.4-1~bpo13+1), linux-binary-7.3.4+deb13-amd64 (= 7.3.4-1~bpo13+1), linux-modules-7.3.4+deb13-amd64 (= 7.3.4-1~bpo13+1)

        Package: linux-headers-7.3.4+deb13-amd64
        Version: 7.3.4-1~bpo13+1
        Depends: gcc-14-for-host, linux-base (>= 4.12~), linux-headers-7.3.4+deb13-common (= 7.3.4-1~bpo13+1), linux-kbuild-7.3.4+deb13
        """

    static let whole = """
        Package: linux-image-powerpc64le
        Version: 6.1.176-1
        Depends: linux-image-6.1.0-50-powerpc64le (= 6.1.176-1)

        Package: linux-image-6.1.0-50-powerpc64le
        Version: 6.1.176-1
        Depends: kmod, linux-base (>= 4.3~), initramfs-tools (>= 0.120+deb8u2) | linux-initramfs-tool

        Package: linux-headers-6.12.107+deb13-powerpc64le
        Version: 6.12.107-1
        Depends: linux-base (>= 4.12~), linux-headers-6.12.107+deb13-common (= 6.12.107-1), linux-image-6.12.107+deb13-powerpc64le (= 6.12.107-1) | linux-image-6.12.107+deb13-powerpc64le-unsigned (= 6.12.107-1), linux-kbuild-6.12.107+deb13, gcc-14
        """
}

@Suite struct DebianNamesTests {
    @Test func splitKernelIsFollowedToItsBinary() throws {
        let stanzas = Stanza.parse(Captured.split)
        #expect(stanzas.map(\.package).count == 3)
        let image = try #require(DebianNames.image(in: stanzas[0], flavour: "amd64"))
        #expect(image == Stanza.Dependency(name: "linux-image-7.3.4+deb13-amd64", exactly: "7.3.4-1~bpo13+1"))
        #expect(DebianNames.release(ofImage: image.name, flavour: "amd64") == "7.3.4+deb13-amd64")
        #expect(DebianNames.binary(of: stanzas[1]) == "linux-binary-7.3.4+deb13-amd64")
        #expect(DebianNames.common(of: stanzas[2]) == "linux-headers-7.3.4+deb13-common")
        #expect(DebianNames.kbuild(of: stanzas[2]) == "linux-kbuild-7.3.4+deb13")
        #expect(DebianNames.compiler(of: stanzas[2]) == "gcc-14")
    }

    @Test func wholeKernelIsItsOwnBinary() throws {
        let stanzas = Stanza.parse(Captured.whole)
        let image = try #require(DebianNames.image(in: stanzas[0], flavour: "powerpc64le"))
        #expect(DebianNames.release(ofImage: image.name, flavour: "powerpc64le") == "6.1.0-50-powerpc64le")
        #expect(DebianNames.binary(of: stanzas[1]) == "linux-image-6.1.0-50-powerpc64le")
        #expect(DebianNames.kbuild(of: stanzas[2]) == "linux-kbuild-6.12.107+deb13")
        #expect(DebianNames.compiler(of: stanzas[2]) == "gcc-14")
    }

    @Test(arguments: [
        ("linux-image-7.3.4+deb13-amd64", "amd64", "7.3.4+deb13-amd64"),
        ("linux-image-7.3.4+deb13-cloud-amd64", "amd64", nil),
        ("linux-image-7.3.4+deb13-rt-amd64", "amd64", nil),
        ("linux-image-7.3.4+deb13-cloud-amd64", "cloud-amd64", "7.3.4+deb13-cloud-amd64"),
        ("linux-image-6.1.0-50-amd64", "amd64", "6.1.0-50-amd64"),
        ("linux-image-7.4-rc1-amd64-unsigned", "amd64", "7.4-rc1-amd64"),
        ("linux-image-7.3.4+deb13-arm64-16k", "arm64-16k", "7.3.4+deb13-arm64-16k"),
        ("linux-image-7.3.4+deb13-arm64-16k", "arm64", nil),
        ("linux-image-amd64", "amd64", nil),
    ])
    func releaseOfImage(name: String, flavour: String, release: String?) {
        #expect(DebianNames.release(ofImage: name, flavour: flavour) == release)
    }

    @Test(arguments: [
        ("7.3.4-1~bpo13+1", "linux-source-7.3"), ("6.1.176-1", "linux-source-6.1"), ("garbage", nil),
    ])
    func sourceOfVersion(version: String, source: String?) {
        #expect(DebianNames.source(ofVersion: version) == source)
    }

    @Test func pinsAreReadFromPrintedURIs() throws {
        let index = AptIndex(suite: "trixie", architecture: "arm64")
        let text = """
            'http://deb.debian.org/debian/pool/main/b/busybox/busybox-static_1.37.0-6%2bb9_arm64.deb' \
            busybox-static_1%3a1.37.0-6+b9_arm64.deb 847552 SHA256:c833be48
            W: something that apt wanted to say
            """
        let pins = try PackagePin.parse(text, index)
        #expect(
            pins == [
                PackagePin(
                    name: "busybox-static", version: "1:1.37.0-6+b9", file: "busybox-static_1%3a1.37.0-6+b9_arm64.deb",
                    size: 847552, sha256: "c833be48", index: index)
            ])
        #expect(throws: (any Error).self) {
            try PackagePin.parse("'http://x/y.deb' y_1_all.deb 3 MD5Sum:990d8e85", index)
        }
    }

    @Test func anIndexSaysUntilWhenItIsValid() {
        let release =
            "Origin: Debian\nDate: Fri, 30 Oct 2026 08:08:01 UTC\nValid-Until: Fri, 06 Nov 2026 08:08:01 UTC\n"
        #expect(AptRoot.validUntil(release)?.timeIntervalSince1970 == 1_793_952_481)
        #expect(AptRoot.validUntil("Origin: Debian\n") == nil)
    }
}
