// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The README of a capsule, for readers who do not know strait.
public struct CapsuleReadme {
    /// What is in the archive, and what is needed to boot it.
    public struct Content: Sendable {
        /// The file name of the boot script.
        public var script: String
        /// The file name of the kernel.
        public var kernel: String
        /// The file name of the initramfs.
        public var initramfs: String
        /// The QEMU program that the script starts.
        public var emulator: String

        /// Makes a description.
        public init(script: String, kernel: String, initramfs: String, emulator: String) {
            self.script = script
            self.kernel = kernel
            self.initramfs = initramfs
            self.emulator = emulator
        }
    }

    private let cell: Cell
    private let image: GuestImage
    private let content: Content
    private let result: CellResult?
    private let command: String?

    /// Makes the README of a cell with its image; `result` is the recorded result, `command` runs the cell again with
    /// strait.
    public init(cell: Cell, image: GuestImage, content: Content, result: CellResult?, command: String?) {
        self.cell = cell
        self.image = image
        self.content = content
        self.result = result
        self.command = command
    }

    /// The text.
    public var text: String {
        ([
            "A guest whose kernel was asked for device-private memory, in one archive.", "",
            "    ./\(content.script)", "",
            "boots it. That takes \(content.emulator), a shell, and no network; the machine under it does not",
            "matter. The guest runs the workload by itself, prints to the terminal and switches itself off.", "",
            "cell      \(cell.id)", "kernel    \(image.release) (\(image.source), \(image.version))",
            "sha256    \(image.kernelSHA256)",
        ] + layout + recorded + again + files).joined(separator: "\n") + "\n"
    }

    private var layout: [String] {
        if let seed = cell.setup.seed {
            let text = result?.layout?.textAddress.map { "; the run had _text at \($0)" } ?? ""
            return ["layout    QEMU's seed \(seed), the same in every boot with the same QEMU\(text)"]
        }
        return cell.requested[Axis.kaslr.name] == .text("random")
            ? ["layout    random in every boot, so a single boot can end differently from the recorded one"] : []
    }

    private var recorded: [String] {
        guard let result else { return [] }
        let cause = result.cause.map { ": \($0)" } ?? ""
        return ["", "Recorded: \(result.answers.words)", "    \(result.answer.description)\(cause)"]
            + result.deviceMemory.map { size in
                "    \(size.request): \(size.outcome.rawValue) at \(size.rung.rawValue)"
                    + (size.errno.map { " (\($0))" } ?? "")
            }
    }

    private var again: [String] { command.map { ["", "With strait:", "", "    \($0)"] } ?? [] }

    private var files: [String] {
        [
            "", "\(content.kernel)           the kernel", "\(content.initramfs)   everything that runs in the guest",
            "\(content.script)           boots it", "result.json      what was recorded, with its evidence",
        ].filter { result != nil || !$0.hasPrefix("result.json") }
    }
}
