// SPDX-License-Identifier: Apache-2.0

/// A task that waits or loops in the kernel and cannot be killed, with its stack (`/proc/PID/stack`).
struct StuckTask: Equatable {
    let name: String
    /// The functions on its stack, the innermost first.
    let functions: [String]

    /// Its name and its innermost functions, for a sentence.
    var words: String {
        functions.isEmpty ? name : "\(name) in \(functions.prefix(4).joined(separator: " < "))"
    }

    /// The first task in the output of `GuestCommands.stuckTasks`: a line `task PID NAME` for each, then its stack.
    static func first(in lines: [String]) -> StuckTask? {
        guard let start = lines.firstIndex(where: { $0.hasPrefix("task ") }) else { return nil }
        let name = lines[start].split(separator: " ", maxSplits: 2).last ?? "a task"
        let stack = lines[(start + 1)...].prefix { $0.hasPrefix("[<") }
        return StuckTask(
            name: String(name.prefix(32)),
            functions: stack.compactMap { line in
                line.split(separator: " ").dropFirst().first.map { String($0.prefix { $0 != "+" }.prefix(64)) }
            })
    }
}
