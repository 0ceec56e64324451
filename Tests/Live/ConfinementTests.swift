// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import Testing

extension LiveTests {
    /// What a run was given of the machine is what its guests have.
    struct ConfinementTests {
        /// A process's priority, its processors, and its control groups.
        private struct Share: Equatable {
            var nice: [String]
            var processors: Set<String>
            var groups: String

            init(of process: pid_t) {
                func text(_ name: String) -> String {
                    (try? String(contentsOfFile: "/proc/\(process)/\(name)", encoding: .utf8)) ?? ""
                }
                let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
                // The 19th field, and the 17th behind the name (proc_pid_stat(5)).
                nice = Set(
                    threads.compactMap { thread in
                        text("task/\(thread)/stat").split(separator: ")").last?.split(separator: " ").dropFirst(16)
                            .first
                            .map(String.init)
                    }
                ).sorted()
                processors = Set(
                    threads.flatMap { thread in
                        text("task/\(thread)/status").split(separator: "\n").filter {
                            $0.hasPrefix("Cpus_allowed_list")
                        }
                        .map(String.init)
                    })
                groups = text("cgroup")
            }
        }

        @Test(.timeLimit(.minutes(15))) func aGuestHasThePriorityTheProcessorsAndTheGroupsOfItsStrait() async throws {
            let directory = try TemporaryDirectory()
            let (text, _) = try Live.matrix(
                ["arch: aarch64, cpu: [cortex-a53, cortex-a57], kaslr: off"], defaults: "deviceMemory: [256MiB]",
                selftests: "none")
            let config = directory.path + "/live.yaml"
            try Data(text.utf8).write(to: URL(fileURLWithPath: config))
            let groups = try ownGroups()
            defer { for group in groups { rmdir(group) } }
            let processor = try #require(Processors.own?.numbers.max())

            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            // As a batch system does it: the shell goes into the group, and becomes the program.
            let enter = groups.map { "echo $$ > '\($0)/cgroup.procs'; " }.joined()
            process.arguments = [
                "-c", "\(enter)exec nice -n 7 taskset -c \(processor) \"$@\"", "sh", try Live.program().path, "run",
                config, "--output", directory.path + "/run",
            ]
            process.environment = ProcessInfo.processInfo.environment.merging([
                "STRAIT_RECIPES": Live.repository.appending(path: "images").path, "XDG_RUNTIME_DIR": directory.path,
            ]) { $1 }
            let pipe = Pipe()
            (process.standardOutput, process.standardError) = (pipe, pipe)
            try process.run()
            let shown = try await guest(of: process, in: directory.path)
            let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(said)")
            #expect(said.contains("2 cells, 2 to run, one at a time"), "\(said)")
            let (own, qemu) = try #require(shown)
            #expect(qemu.nice == ["\(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(getpid())) + 7)"])
            #expect(qemu.processors == ["Cpus_allowed_list:\t\(processor)"])
            #expect(qemu.groups == own.groups)
            if !groups.isEmpty { #expect(own.groups.contains("strait-live-")) }
        }

        /// Groups below this process's own, in every hierarchy in which the host lets it make one.
        private func ownGroups() throws -> [String] {
            ControlGroup.own.map { "\($0.path)/strait-live-\(getpid())" }.filter { mkdir($0, 0o755) == 0 }
        }

        /// What strait and its first QEMU have, once the guest has begun to say something; nil where there is none.
        private func guest(of strait: Process, in directory: String) async throws -> (Share, Share)? {
            let deadline = Date.now + 600
            while strait.isRunning, Date.now < deadline {
                let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
                let qemu = names.compactMap { pid_t($0) }.first { id in
                    let words = FileManager.default.contents(atPath: "/proc/\(id)/cmdline") ?? Data()
                    let text = String(decoding: words, as: UTF8.self)
                    return text.contains("guest=strait-") && text.contains(directory)
                }
                if let qemu, hasSpoken(directory) { return (Share(of: strait.processIdentifier), Share(of: qemu)) }
                try await Task.sleep(for: .milliseconds(50))
            }
            return nil
        }

        private func hasSpoken(_ directory: String) -> Bool {
            let files = FileManager.default.enumerator(atPath: directory + "/run")?.compactMap { $0 as? String } ?? []
            return files.contains { name in
                name.hasSuffix("/console.log")
                    && (FileManager.default.contents(atPath: "\(directory)/run/\(name)")?.count ?? 0) > 0
            }
        }
    }
}
