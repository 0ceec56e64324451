// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitGuest
import StraitImage
import StraitModel
import StraitWorkload

/// What a cell is made from, handed out: for a machine without strait, or for who wants to see it.
struct ReproExport {
    let cell: Cell
    let image: GuestImage
    let locations: Locations

    /// The domain as libvirt gets it; of a run, its initramfs has the run's keys behind it.
    var xml: String {
        DomainPlan(
            name: "strait-repro", setup: cell.setup, kernelPath: image.kernelPath, initramfsPath: image.initramfsPath
        ).xml
    }

    /// A script that boots the cell with plain QEMU, from files of the cache.
    func script() async throws -> String {
        try await inScratch { scratch in
            let archive = try await archive(scratch)
            return BootScript(
                cell: cell, kernel: image.kernelPath, initramfs: .parts(image.initramfsPath, archive: archive),
                acceleration: .tcg, isRelative: false
            ).text
        }
    }

    /// Writes the cell with everything that it needs into one file.
    func capsule(to path: String, result: CellResult?, command: String?) async throws {
        try await inScratch { scratch in
            let script = BootScript(
                cell: cell, kernel: Capsule.kernel, initramfs: .whole(Capsule.initramfs), acceleration: .tcg,
                isRelative: true)
            var files = [
                Capsule.script: Array(script.text.utf8),
                "README": Array(CapsuleReadme(cell: cell, image: image, result: result, command: command).text.utf8),
            ]
            if let result { files["result.json"] = try Self.json(result) }
            try await Capsule(image: image, archive: archive(scratch), files: files).write(to: path, scratch: scratch)
        }
    }

    private func archive(_ scratch: String) async throws -> [UInt8] {
        try await ReplayArchive.make(GuestWorkload.script(for: cell), for: image, in: scratch)
    }

    private func inScratch<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let scratch = try Scratch(below: "\(locations.cache)/boot")
        let value = try await body(scratch.path)
        withExtendedLifetime(scratch) {}
        return value
    }

    private static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try [UInt8](encoder.encode(value)) + [UInt8(ascii: "\n")]
    }
}
