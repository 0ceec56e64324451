// SPDX-License-Identifier: Apache-2.0

/// Finds functions in the lines of stack traces and register dumps.
enum StackFrame {
    /// The function of a line of a trace: `? name+0x1/0x2 [module]`, on ppc64le after two addresses in brackets. Nil
    /// for other lines, and for frames that the unwinder marks as doubtful.
    static func function(_ line: String) -> String? {
        var words = line.prefix(512).split(separator: " ", maxSplits: 4, omittingEmptySubsequences: true)[...]
        while let first = words.first, first.first == "[" { words = words.dropFirst() }
        guard let word = words.first, word != "?" else { return nil }
        return name(String(word))
    }

    /// Whether the line belongs to a trace: a frame, a doubtful frame, or a mark such as `<TASK>`.
    static func isPart(_ line: String) -> Bool {
        let first = line.first { $0 != " " }
        return first == "[" || first == "<" || first == "?" || function(line) != nil
    }

    /// The function of the fault: `RIP: 0010:name+0x1/0x2`, `pc : name+…`, `NIP [c0…] name+…`.
    static func location(_ line: String) -> String? {
        let words = line.prefix(512).split(separator: " ", maxSplits: 4, omittingEmptySubsequences: true)
        guard words.count > 1 else { return nil }
        switch words[0] {
        case "RIP:": return words[1].split(separator: ":").last.flatMap { name(String($0)) }
        case "pc" where words.count > 2 && words[1] == ":": return name(String(words[2]))
        case "NIP" where words.count > 2: return name(String(words[2]))
        default: return nil
        }
    }

    /// Whether the function only prints the report.
    static func isReporting(_ function: String) -> Bool {
        reporting.contains(function) || reportingPrefixes.contains { function.hasPrefix($0) }
    }

    /// Whether the function only enters the kernel, as for every task.
    static func isEntry(_ function: String) -> Bool { entryPrefixes.contains { function.hasPrefix($0) } }

    /// The name in `name+0x1/0x2`, without the compiler's suffix (`.isra.0`).
    private static func name(_ word: String) -> String? {
        let parts = word.split(separator: "+", maxSplits: 1)
        guard parts.count == 2, parts[1].hasPrefix("0x"), parts[1].contains("/0x") else { return nil }
        let name = parts[0].prefix { $0 != "." }
        let isName = name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) || (0x41...0x5a).contains($0) || $0 == 0x5f
        }
        return isName && !name.isEmpty && name.utf8.count <= 128 ? String(name) : nil
    }

    private static let reporting: Set<String> = [
        "__warn", "report_bug", "handle_bug", "die", "__die", "die_addr", "page_fault_oops", "do_user_addr_fault",
        "panic", "vpanic", "check_panic_on_warn", "warn_slowpath_fmt", "bad_page", "bug_handler", "brk_handler",
        "do_debug_exception", "do_mem_abort", "die_kernel_fault", "__do_kernel_fault", "do_translation_fault",
        "program_check_exception", "program_check_common_virt", "__might_resched", "__might_sleep",
        // lockdep's functions and the lock functions that call it: they are on top of each of its reports.
        "check_noncircular", "check_prev_add", "check_prevs_add", "validate_chain", "check_deadlock", "mark_lock",
        "mark_lock_irq", "mark_usage", "__lock_acquire", "lock_acquire", "__mutex_lock", "mutex_lock_nested",
        "down_read", "down_write", "_raw_spin_lock", "_raw_spin_lock_irqsave", "_raw_spin_lock_irq",
        "lockdep_rcu_suspicious", "check_wait_context",
    ]
    private static let reportingPrefixes = [
        "dump_stack", "show_stack", "print_", "kasan_", "__asan_", "asm_exc_", "exc_", "el1", "interrupt_return",
    ]
    private static let entryPrefixes = [
        "entry_", "do_syscall_", "x64_sys_call", "el0", "do_el0_svc", "invoke_syscall", "system_call_", "ret_from_",
    ]
}
