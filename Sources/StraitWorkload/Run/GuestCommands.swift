// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The commands for every guest, whatever its workload; `images/guest/` implements them.
enum GuestCommands {
    /// The path of a workload's program or module in the image.
    static func path(_ name: String) -> String { "/strait/\(name)" }

    /// The kernel's log from a record on, as section `kmsg`.
    static func log(from sequence: UInt64) -> Section { Section("kmsg", "kmsg", String(sequence)) }

    /// Everything that shows what the guest is.
    ///
    /// The digest of all symbols takes a second under emulation, so it is requested only for layouts that are to be
    /// replayed.
    static func axes(of architecture: Architecture, withSymbols: Bool) -> [Section] {
        GuestQuestion.all(of: architecture).compactMap(Section.init)
            + (withSymbols ? [Section("symbols", "run", "sha256sum /proc/kallsyms")] : [])
    }

    /// Tasks that are stuck in the kernel: in state D, or killed but still there (bit 8 of the pending signals is
    /// SIGKILL, proc_pid_status(5)), now and one second later. Kernel threads (children of kthreadd, process 2) are
    /// left out, because they wait for other reasons.
    static let stuckTasks = Section(
        "stuck", "run",
        "d() { grep -lE '^(State:.D|S[a-z]+Pnd:.*[13579bdf][0-9a-f]{2}$)' /proc/[0-9]*/status 2>/dev/null; }; a=$(d); sleep 1; for f in $(d); do "
            + "case \"$a\" in *\"$f\"*) grep -q '^PPid:.2$' $f || { p=${f%/status}; "
            + "echo \"task ${p#/proc/} $(cat $p/comm)\"; cat $p/stack; };; esac; done")

    static let meminfo = Section("meminfo", "show", "/proc/meminfo")
    static let iomem = Section("iomem", "show", "/proc/iomem")
}

extension Section {
    /// The section for a question; nil if the kernel's log has the answer, because the log is read anyway.
    init?(_ question: GuestQuestion) {
        switch question.source {
        case .file(let path): self.init(question.name, "show", path)
        case .command(let text): self.init(question.name, "run", text)
        case .log: return nil
        }
    }
}
