// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What every guest is asked, whatever its workload: the contract with `images/guest/`.
enum GuestCommands {
    /// Where the image has the programs and modules of workloads.
    static func path(_ name: String) -> String { "/strait/\(name)" }

    /// The kernel's log from a record on, as section `kmsg`.
    static func log(from sequence: UInt64) -> Section { Section("kmsg", "kmsg", String(sequence)) }

    /// Everything that shows what the guest is.
    ///
    /// The digest of all symbols costs a second under emulation, so only a layout that is to be replayed is asked for it.
    static func axes(of architecture: Architecture, withSymbols: Bool) -> [Section] {
        GuestQuestion.all(of: architecture).compactMap(Section.init)
            + (withSymbols ? [Section("symbols", "run", "sha256sum /proc/kallsyms")] : [])
    }

    /// Tasks that are stuck in the kernel: in state D, or killed and not gone (bit 8 of the pending signals is SIGKILL,
    /// proc_pid_status(5)), now and a second later. The kernel's own threads (children of kthreadd, whose number is 2) wait like that
    /// for other reasons.
    static let stuckTasks = Section(
        "stuck", "run",
        "d() { grep -lE '^(State:.D|S[a-z]+Pnd:.*[13579bdf][0-9a-f]{2}$)' /proc/[0-9]*/status 2>/dev/null; }; a=$(d); sleep 1; for f in $(d); do "
            + "case \"$a\" in *\"$f\"*) grep -q '^PPid:.2$' $f || { p=${f%/status}; "
            + "echo \"task ${p#/proc/} $(cat $p/comm)\"; cat $p/stack; };; esac; done")

    static let meminfo = Section("meminfo", "show", "/proc/meminfo")
    static let iomem = Section("iomem", "show", "/proc/iomem")
}

extension Section {
    /// What a question asks the guest; nil where the kernel's log has the answer, which is read anyway.
    init?(_ question: GuestQuestion) {
        switch question.source {
        case .file(let path): self.init(question.name, "show", path)
        case .command(let text): self.init(question.name, "run", text)
        case .log: return nil
        }
    }
}
