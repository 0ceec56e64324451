// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitGuest
import StraitImage
import StraitModel
import StraitReport
import StraitSystem
import StraitWorkload

/// Exports what a cell consists of: for a machine without strait, or to look at.
struct ReproExport {
    let cell: Cell
    let image: GuestImage
    let locations: Locations

    /// The domain XML for libvirt; in a run, the initramfs also contains the run's keys.
    var xml: String {
        get throws {
            try DomainPlan(
                name: "strait-repro", setup: cell.setup, kernelPath: image.kernelPath,
                initramfsPath: image.initramfsPath
            ).xml
        }
    }

    /// The text of a script that boots the cell with plain QEMU, from files of the cache.
    func script() async throws -> String {
        try await inScratch { scratch in
            let archive = try await archive(scratch)
            return BootScript(
                cell: cell, kernel: image.kernelPath, initramfs: .parts(image.initramfsPath, archive: archive),
                acceleration: .tcg, isRelative: false
            ).text
        }
    }

    /// Writes the cell with everything it needs into one file.
    func capsule(to path: String, result: CellResult?, command: String?) async throws {
        try await inScratch { scratch in
            let script = BootScript(
                cell: cell, kernel: Capsule.kernel, initramfs: .whole(Capsule.initramfs), acceleration: .tcg,
                isRelative: true)
            var files = [
                Capsule.script: Array(script.text.utf8),
                "README": Array(readme(result, command).text.utf8),
            ]
            if let result { files["result.json"] = try JSON.encode(result) }
            try await Capsule(image: image, archive: archive(scratch), files: files).write(to: path, scratch: scratch)
        }
    }

    private func readme(_ result: CellResult?, _ command: String?) -> CapsuleReadme {
        let content = CapsuleReadme.Content(
            script: Capsule.script, kernel: Capsule.kernel, initramfs: Capsule.initramfs,
            emulator: QEMUCommand.program(for: cell.setup))
        return CapsuleReadme(cell: cell, image: image, content: content, result: result, command: command)
    }

    private func archive(_ scratch: String) async throws -> [UInt8] {
        try await ReplayArchive.make(GuestWorkload.script(for: cell), for: image, in: scratch)
    }

    private func inScratch<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let scratch = try await Scratch.make(below: "\(locations.cache)/boot")
        let value = try await body(scratch.path)
        withExtendedLifetime(scratch) {}
        return value
    }
}
