// SPDX-License-Identifier: Apache-2.0

/// A task that waits or spins in the kernel and that nothing can end, with where it is (`/proc/PID/stack`).
struct StuckTask: Equatable {
    let name: String
    /// The functions that it is in, the innermost first.
    let functions: [String]

    /// Its name and the innermost of its functions, for a sentence.
    var words: String {
        functions.isEmpty ? name : "\(name) in \(functions.prefix(4).joined(separator: " < "))"
    }

    /// The first one of what `GuestCommands.stuckTasks` lists: a line `task PID NAME` for each, then its stack.
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
