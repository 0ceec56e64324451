// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitPipeline

/// What to type into gdb.
struct DebuggerHelp: Sendable {
    let socket: String
    let subject: ReproSubject
    let terminal: Terminal

    /// Before the first instruction.
    func begin() {
        terminal.line(
            """
            QEMU waits for a debugger before the guest's first instruction. Type in gdb, with the vmlinux of this kernel:
              (gdb) target remote \(socket)
              (gdb) continue
            The guest keeps running after its workload, until ctrl-C.
            """)
        // With a seed, the recorded layout is the one that the kernel will choose.
        if subject.cell.setup.seed != nil, let text = subject.recorded?.result?.layout?.textAddress {
            terminal.line("In the recorded boot:")
            located(text)
        }
    }

    /// Once the guest has shown where its kernel is.
    func located(_ text: Address?) {
        guard let text, text.value != 0 else {
            return terminal.line("The guest does not show the address of its kernel.")
        }
        let base = subject.cell.architecture.platform.kernel.linkedAt
        terminal.line("_text is at \(text); current kernels are linked at \(base):")
        terminal.line("  (gdb) symbol-file vmlinux -o \(Address(text.value &- base.value))")
    }
}
