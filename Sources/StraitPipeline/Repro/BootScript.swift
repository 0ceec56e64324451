// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitGuest
import StraitModel
import StraitWorkload

/// A shell script that boots a cell's guest with plain QEMU: the guest runs the workload by itself, prints to the
/// terminal and ends. Pure.
struct BootScript {
    /// The source of the initramfs.
    enum Initramfs {
        /// A complete file.
        case whole(String)
        /// An image's file and the archive to append to it.
        case parts(String, archive: [UInt8])
    }

    let cell: Cell
    let kernel: String
    let initramfs: Initramfs
    let acceleration: Acceleration
    /// Whether the paths are relative to the script.
    let isRelative: Bool

    /// The script.
    var text: String {
        let plan = DomainPlan(
            name: "strait", setup: cell.setup, kernelPath: kernel, initramfsPath: "$initramfs",
            acceleration: acceleration)
        let arguments = QEMUCommand.arguments(for: plan).map { words in
            // The only word that the shell has to expand.
            words.map { $0 == "$initramfs" ? "\"$initramfs\"" : ShellWord.quoted($0) }.joined(separator: " ")
        }
        let program = QEMUCommand.program(for: cell.setup)
        return """
            #!/bin/sh
            # \(cell.id)
            # Boots this guest with plain QEMU. It runs its workload by itself, prints to this terminal and switches itself off.
            # QEMU names another emulator; ctrl-C ends it.
            set -eu
            \(isRelative ? "case $0 in */*) cd \"${0%/*}\" ;; esac\n" : "")\(files)
            "${QEMU:-\(program)}" \\
                \(arguments.joined(separator: " \\\n    "))

            """
    }

    private var files: String {
        switch initramfs {
        case .whole(let path): return "initramfs=\(ShellWord.quoted(path))"
        case .parts(let path, let archive):
            let used = archive.count - archive.reversed().prefix { $0 == 0 }.count
            let encoded = Data(archive.prefix(used)).base64EncodedString(options: .lineLength76Characters)
                .replacing("\r\n", with: "\n")
            return """
                initramfs=$(mktemp)
                trap 'rm -f "$initramfs"' EXIT
                # The image, and behind it a small archive with the workload: as large as that of a run, or another layout would follow
                # from the same seed.
                {
                    cat \(ShellWord.quoted(path))
                    base64 -d <<'END'
                \(encoded)
                END
                    head -c \(archive.count - used) /dev/zero
                } > "$initramfs"
                """
        }
    }
}
