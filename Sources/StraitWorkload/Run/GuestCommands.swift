// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The commands that a guest is given: the contract with what `images/` puts into it.
enum GuestCommands {
    static let probe = (path: "/strait/strait_probe.ko", name: "strait_probe")
    static let testHMM = (path: "/strait/test_hmm.ko", name: "test_hmm")
    static let hmmTests = "/strait/hmm-tests"
    private static let ktapFile = "/tmp/hmm-tests.ktap"

    /// The kernel's log from a record on, as section `kmsg`.
    static func log(from sequence: UInt64) -> Section { Section("kmsg", "kmsg", String(sequence)) }

    /// Everything that shows what the guest is.
    ///
    /// The digest of all symbols costs a second under emulation, so only a layout that is to be replayed is asked for it.
    static func axes(withSymbols: Bool) -> [Section] {
        [
            Section("version", "show", "/proc/version"), Section("cmdline", "show", "/proc/cmdline"),
            Section("cpuinfo", "show", "/proc/cpuinfo"), meminfo,
            Section("page", "run", "grep -m 1 KernelPageSize /proc/self/smaps"), iomem,
            Section("text", "run", "grep -m 1 ' _text$' /proc/kallsyms"),
        ] + (withSymbols ? [Section("symbols", "run", "sha256sum /proc/kallsyms")] : [])
    }

    static let loadProbe = [Section("load", "load", probe.path)] + ask(["info"])

    /// Requests to the probe, all answers in one section, in order.
    static func ask(_ requests: [String]) -> [Section] { requests.map { Section("probe", "ask", $0) } }

    static let loadTests = [meminfo, Section("load", "load", testHMM.path)]

    /// Tests of `hmm-tests` that measure speed. Under emulation the figures mean nothing, and one of them takes longer than all the
    /// others together, or runs into the harness's time limit. Who asks for one by its name gets it.
    static let benchmarks = ["benchmark_thp_migration"]

    /// `hmm-tests`, all of it but its benchmarks, or some tests; its exit status. Into a file first: after a deadline it still says
    /// how far it came.
    static func selftests(_ names: [String]) -> [Section] {
        [Section("status", "run", "\(hmmTests(names)) >\(ktapFile) 2>&1; echo $?")]
    }

    /// The program with its options.
    static func hmmTests(_ names: [String]) -> String {
        hmmTests
            + (names.isEmpty ? benchmarks.map { " -T " + $0 } : names.map { " -r " + ShellWord.enclosed($0) }).joined()
    }

    /// What `hmm-tests` has printed so far.
    static let ktap = Section("ktap", "show", ktapFile)

    /// Tasks that are stuck in the kernel: in state D, or killed and not gone (bit 8 of the pending signals is SIGKILL,
    /// proc_pid_status(5)), now and a second later. The kernel's own threads (children of kthreadd, whose number is 2) wait like that
    /// for other reasons.
    static let stuckTasks = Section(
        "stuck", "run",
        "d() { grep -lE '^(State:.D|S[a-z]+Pnd:.*[13579bdf][0-9a-f]{2}$)' /proc/[0-9]*/status 2>/dev/null; }; a=$(d); sleep 1; for f in $(d); do "
            + "case \"$a\" in *\"$f\"*) grep -q '^PPid:.2$' $f || { p=${f%/status}; "
            + "echo \"task ${p#/proc/} $(cat $p/comm)\"; cat $p/stack; };; esac; done")

    /// Takes the modules out, and shows what is left of them.
    static func unload(_ modules: [String]) -> [Section] { modules.map { Section($0, "unload", $0) } + [iomem] }

    /// Loads the probe, makes a region of `size` and unloads it again, so many times, as one command: a round trip for each would take
    /// longer than what it asks for. The free RAM is told after `warmUp` rounds and at the end.
    static func reload(_ rounds: Int, warmUp: Int, size: Mebibytes?) -> [Section] {
        let free = "echo 3 >/proc/sys/vm/drop_caches; grep MemFree: /proc/meminfo"
        let one = ["load \(probe.path)"] + (size.map { ["ask 'init \($0)'"] } ?? []) + ["unload \(probe.name)"]
        let round = one.map { "strait-guest \($0)" }.joined(separator: " && ")
        let loop =
            "i=0; while [ $i -lt \(rounds) ]; do if [ $i -eq \(warmUp) ]; then \(free); fi; \(round) || break; i=$((i+1)); done"
        return [Section("reload", "run", "\(loop); \(free)"), iomem]
    }

    /// Names of the sections above.
    static let sections = [
        "kmsg", "version", "cmdline", "cpuinfo", "meminfo", "page", "iomem", "text", "symbols", "load", "probe",
        "status", "ktap", "stuck", "reload", probe.name, testHMM.name,
    ]

    private static let meminfo = Section("meminfo", "show", "/proc/meminfo")
    private static let iomem = Section("iomem", "show", "/proc/iomem")
}
