// SPDX-License-Identifier: Apache-2.0

import StraitGuest
import StraitImage
import StraitModel

/// What a capsule says of itself, to someone who has never heard of strait. Pure.
struct CapsuleReadme {
    let cell: Cell
    let image: GuestImage
    let result: CellResult?
    let command: String?

    var text: String {
        ([
            "A guest whose kernel was asked for device-private memory, in one archive.", "",
            "    ./\(Capsule.script)", "",
            "boots it. That takes \(QEMUCommand.program(for: cell.setup)), a shell, and no network; the machine under it does not",
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
            ? ["layout    drawn anew in every boot: a single boot may end otherwise than the recorded one"] : []
    }

    private var recorded: [String] {
        guard let result else { return [] }
        let cause = result.cause.map { ": \($0)" } ?? ""
        return ["", "Recorded: \(result.answer.description)\(cause)"]
            + result.deviceMemory.map { size in
                "    \(size.request): \(size.outcome.rawValue) at \(size.rung.rawValue)"
                    + (size.errno.map { " (\($0))" } ?? "")
            }
    }

    private var again: [String] { command.map { ["", "With strait:", "", "    \($0)"] } ?? [] }

    private var files: [String] {
        [
            "", "\(Capsule.kernel)           the kernel", "\(Capsule.initramfs)   everything that runs in the guest",
            "\(Capsule.script)           boots it", "result.json      what was recorded, with its evidence",
        ].filter { result != nil || !$0.hasPrefix("result.json") }
    }
}
