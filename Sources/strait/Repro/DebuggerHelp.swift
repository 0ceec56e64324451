// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitPipeline

/// What to type into gdb.
struct DebuggerHelp: Sendable {
    /// Where `_text` is in a `vmlinux` before any randomization: `__START_KERNEL_map` + 16 MiB (CONFIG_PHYSICAL_START), KIMAGE_VADDR
    /// of 6.5 and later, and KERNELBASE.
    private static let linked: [Architecture: UInt64] = [
        .x86_64: 0xffff_ffff_8100_0000, .aarch64: 0xffff_8000_8000_0000, .ppc64le: 0xc000_0000_0000_0000,
    ]

    let socket: String
    let subject: ReproSubject
    let terminal: Terminal

    /// Before the first instruction.
    func begin() {
        terminal.line(
            """
            QEMU waits for a debugger before the guest's first instruction. In gdb, with the vmlinux of this kernel:
              (gdb) target remote \(socket)
              (gdb) continue
            The guest stays when its workload is done, until ctrl-C.
            """)
        // A layout that can be replayed is known before the kernel has chosen it.
        if subject.cell.setup.seed != nil, let text = subject.recorded?.result?.layout?.textAddress {
            terminal.line("As recorded:")
            located(text)
        }
    }

    /// Once the guest has shown where its kernel is.
    func located(_ text: Address?) {
        guard let text, text.value != 0 else { return terminal.line("The guest does not show where its kernel is.") }
        let base = Self.linked[subject.cell.architecture] ?? text.value
        terminal.line("_text is at \(text), linked for \(Address(base)) as kernels of today are:")
        terminal.line("  (gdb) symbol-file vmlinux -o \(Address(text.value &- base))")
    }
}
