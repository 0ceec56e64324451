// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitPipeline

@Suite struct BootFilesTests {
    /// Where a daemon's QEMU is to read it.
    @Test func aKernelThatCannotBeCopiedIsOneSentence() async throws {
        let directory = NSTemporaryDirectory() + "strait-boot-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var image = Samples.image("k", .x86_64)
        (image.kernelPath, image.initramfsPath) = ("\(directory)/vmlinuz", "\(directory)/initramfs.cpio")
        try Data().write(to: URL(fileURLWithPath: image.initramfsPath))
        let given = image
        let error = await #expect(throws: StraitError.self) {
            try await BootFiles.make(for: [given], connection: "qemu:///system", cache: directory)
        }
        #expect(error?.kind == .infrastructure)
        #expect(error?.description.contains(image.kernelPath) == true, "\(error?.description ?? "")")
    }
}
