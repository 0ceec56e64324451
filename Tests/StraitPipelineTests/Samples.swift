// SPDX-License-Identifier: Apache-2.0

import StraitModel

enum Samples {
    /// A kernel with its initramfs; `content` tells one from another.
    static func image(
        _ kernel: String, _ architecture: Architecture, pageSizeKiB: Int = 4, content: String = "0"
    ) -> GuestImage {
        GuestImage(
            architecture: architecture, kernel: kernel, source: KernelSource(scheme: "debian", reference: "sid"),
            release: "7.3.4", version: "7.3.4-1", kernelPath: "/nonexistent/vmlinuz",
            initramfsPath: "/nonexistent/initramfs.cpio", kernelSHA256: "k\(content)", initramfsSHA256: "i\(content)",
            facts: KernelFacts(
                options: ["DEVICE_PRIVATE": "y", "RANDOMIZE_BASE": "y"], pageSizeKiB: pageSizeKiB, interface: "range",
                contents: .devicePrivateMemory()))
    }
}
