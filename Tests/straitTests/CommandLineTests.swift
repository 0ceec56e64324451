// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitModel
import Testing

@testable import strait

/// The command line: what each verb accepts and refuses, and the sentence that a user reads.
@Suite struct CommandLineTests {
    /// Every verb with arguments that it takes; none of them is run.
    private static let accepted: [[String]] = [
        ["run", "a.yaml"],
        ["run", "a.yaml", "--output", "r", "--jobs", "2", "--only", "arch=x86_64", "--only", "arch=aarch64"],
        ["run", "a.yaml", "--shard", "2/4", "--accel", "tcg", "--connect", "qemu:///system"],
        ["run", "a.yaml", "--dry-run", "--json"], ["run", "a.yaml", "--format", "ktap", "--quiet"],
        ["merge", "a", "b", "--output", "c"], ["merge", "a", "--output", "c", "--json", "--quiet"],
        ["compare", "a"], ["compare", "a", "b", "--base", "x", "--candidate", "y", "--json"],
        ["compare", "a", "--format", "mail", "--tester", "A B <a@b>"],
        ["report", "a"], ["report", "a", "b", "--against", "c", "--output", "r.html", "--open"],
        ["report", "--index", "d", "--output", "i.html"], ["report", "a", "--summary"], ["report", "a", "--live"],
        ["image", "build"], ["image", "build", "a.yaml", "--arch", "x86_64", "--quiet"],
        ["image", "update", "--kernel", "tree:.", "--patch", "a", "--patch", "b", "--kernel-config", "own"],
        ["image", "list", "--json"], ["image", "prune", "a.yaml"],
        ["repro", "r/cells/a"], ["repro", "a", "--run", "r", "--kernel", "debian:sid"],
        ["repro", "--arch", "x86_64", "--phys-bits", "36", "--repeat", "3", "--jobs", "2"],
        ["repro", "r/cells/a", "--exec", "uname -a"], ["repro", "r/cells/a", "--gdb"],
        ["repro", "r/cells/a", "--print", "qemu"], ["repro", "r/cells/a", "--capsule", "c.tar"],
        ["patches", "a"], ["patches", "a.mbox", "-", "git:/r@a..b", "--tree", "d", "--json"],
        ["nightly", "a.yaml"], ["nightly", "a.yaml", "--update", "--format", "mail", "--verbose"],
        ["nightly", "a.yaml", "--install-timer", "user", "--at", "daily"],
        ["history"], ["history", "show", "a", "--config", "c", "--flaky", "--json"], ["history", "a"],
        ["history", "rebuild", "a", "b", "--json"],
        ["doctor"], ["doctor", "--json", "--accel", "kvm"],
    ]

    @Test(arguments: accepted) func isAccepted(_ arguments: [String]) throws {
        let command = try Strait.parseAsRoot(arguments)
        #expect(command is any LoggedCommand, "every verb has --log")
        let logged = try Strait.parseAsRoot(arguments + ["--log", "/tmp/x.log"])
        #expect((logged as? any LoggedCommand)?.logging.log == "/tmp/x.log")
    }

    /// Arguments that are refused, and what the sentence says.
    private static let refused: [(arguments: [String], words: String)] = [
        (["run"], "Missing expected argument '<config>'"),
        (["run", "a.yaml", "--jobs", "0"], "--jobs 0"), (["run", "a.yaml", "--jobs", "many"], "'many' is invalid"),
        (["run", "a.yaml", "--shard", "4/2"], "--shard 4/2"), (["run", "a.yaml", "--shard", "x"], "--shard x"),
        (["run", "a.yaml", "--json", "--format", "text"], "--json and --format"),
        (["run", "a.yaml", "--dry-run", "--format", "ktap"], "--format ktap"),
        (["run", "a.yaml", "--accel", "xen"], "'xen' is invalid"),
        (["run", "a.yaml", "--outptu", "x"], "Unknown option '--outptu'"),
        (["merge", "a"], "Missing expected argument '--output <output>'"),
        (["compare"], "Missing expected argument '<run>'"),
        (["compare", "a", "--json", "--format", "mail"], "--json and --format mail"),
        (["compare", "a", "--tester", "nobody"], "--tester \"nobody\""),
        (["compare", "a", "--tester", "A <a@b> <c@d>"], "--tester"),
        (["report"], "--index"), (["report", "a", "--index", "d"], "--index"),
        (["report", "--index", "d", "--live"], "--index"), (["report", "a", "--summary", "--open"], "--summary"),
        (["report", "a", "--summary", "--output", "x"], "--summary"),
        (["repro"], "--arch"), (["repro", "a", "--arch", "x86_64"], "--arch"),
        (["repro", "--arch", "x86_64", "--repeat", "0"], "--repeat 0"),
        (["repro", "--arch", "x86_64", "--jobs", "0"], "--jobs 0"),
        (["repro", "r/cells/a", "--phys-bits", "36"], "--phys-bits"),
        (["repro", "r/cells/a", "--patch", "x"], "--patch"), (["repro", "--arch", "x86_64", "--run", "r"], "--run"),
        (["repro", "r/cells/a", "--gdb", "--exec", "x"], "--exec and --gdb"),
        (["repro", "r/cells/a", "--gdb", "--repeat", "2"], "--gdb"),
        (["repro", "r/cells/a", "--shell"], "--shell needs a terminal"),
        (["repro", "r/cells/a", "--print", "toml"], "'toml' is invalid"),
        (["patches"], "Missing expected argument '<paths> ...'"),
        (["nightly", "a.yaml", "--jobs", "-1"], "--jobs"),
        (["nightly", "a.yaml", "--format", "xml"], "'xml' is invalid"),
        (["nightly", "a.yaml", "--install-timer", "everyone"], "'everyone' is invalid"),
        (["history", "rebuild"], "Missing expected argument '<directories> ...'"),
        (["image", "frobnicate"], "frobnicate"), (["frobnicate"], "frobnicate"),
    ]

    @Test(arguments: refused.indices) func isRefused(_ index: Int) {
        let (arguments, words) = Self.refused[index]
        do {
            _ = try Strait.parseAsRoot(arguments)
            Issue.record("\(arguments) were accepted")
        } catch {
            // 64 is the parser's; the program makes a 2 of it, or of `repro` what stops a bisection.
            #expect(Strait.exitCode(for: error) == .validationFailure, "\(arguments)")
            #expect(Strait.message(for: error).contains(words), "\(arguments): \(Strait.message(for: error))")
        }
    }

    @Test func helpTellsOfTheLog() throws {
        for verb in [RunCommand.helpMessage(), ReproCommand.helpMessage(), DoctorCommand.helpMessage()] {
            #expect(verb.contains("--log <file>") && verb.contains("STRAIT_LOG"))
        }
    }

    @Test func aKernelOfTheCommandLineIsOne() throws {
        func request(_ arguments: [String]) throws -> KernelRequest? {
            try KernelOptions.parse(arguments).request(named: "kernel")
        }
        #expect(try request([]) == nil)
        #expect(try request(["--kernel", "debian:sid"])?.sources.map(\.description) == ["debian:sid"])
        #expect(try request(["--kernel", "tree:/linux", "--patch", "/a", "--kernel-config", "own"])?.patches == ["/a"])
        let wrong: [([String], String)] = [
            (["--patch", "a"], "--patch, --kernel-config and --kernel-option need --kernel"),
            (["--kernel", "sid"], "--kernel sid"),
        ]
        for (arguments, words) in wrong {
            let error = #expect(throws: StraitError.self) { try request(arguments) }
            #expect(error?.kind == .request && error?.message.contains(words) == true, "\(error?.message ?? "")")
        }
    }

    @Test func imagesAreAskedForByConfigurationOrKernel() async throws {
        func requests(_ arguments: [String]) async throws -> [ImageRequest] {
            try await ImageCommand.Selection.parse(arguments).requests()
        }
        #expect(try await requests([]).map(\.architecture) == Architecture.allCases)
        let named = try await requests(["--arch", "aarch64", "--kernel", "debian:sid"])
        #expect(named.map(\.architecture) == [.aarch64] && named.map(\.kernel.name) == ["kernel"])
        let wrong: [([String], String)] = [
            (["--arch", "vax"], "--arch vax"), (["a.yaml", "--kernel", "debian:sid"], "--kernel"),
            (["/nonexistent.yaml"], "/nonexistent.yaml"),
        ]
        for (arguments, words) in wrong {
            let error = await #expect(throws: StraitError.self) { try await requests(arguments) }
            #expect(error?.kind == .request && error?.message.contains(words) == true, "\(error?.message ?? "")")
        }
    }

    /// The program's own exit codes, which a script sees.
    private static let codes: [(arguments: [String], code: Int32)] = [
        (["run", "/nonexistent.yaml"], 2), (["run"], 2), (["repro"], 128), (["compare", "/nonexistent"], 2),
        (["report", "/nonexistent"], 2), (["merge", "/nonexistent", "--output", "/nonexistent/x"], 2),
        (["repro", "/nonexistent/cells/a"], 128), (["--version"], 0), (["run", "--help"], 0),
        (["doctor", "--log", "/nonexistent/x.log"], 2), (["repro", "a", "--run", "b", "--log", "/nonexistent/x"], 128),
    ]

    @Test(arguments: codes.indices) func exitCodes(_ index: Int) throws {
        let (arguments, code) = Self.codes[index]
        let ended = try Program.run(arguments)
        #expect(ended.code == code, "\(arguments): \(ended.errors)")
        #expect(code == 0 || ended.errors.hasPrefix("strait: ") || ended.errors.hasPrefix("Error: "), "\(ended.errors)")
    }

    @Test func aLevelThatThereIsNotIsAWrongRequest() throws {
        let ended = try Program.run(["compare", "/nonexistent"], environment: ["STRAIT_LOG": "loud"])
        #expect(ended.code == 2 && ended.errors.contains("STRAIT_LOG=loud"))
    }
}

/// The program that was built beside the tests.
enum Program {
    /// Starts it, waits for its end, and gives its exit code with what it said.
    static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> (code: Int32, output: String, errors: String) {
        let process = Process()
        let directory = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let candidates = [directory, Bundle.main.bundleURL].map { $0.appending(path: "strait") }
        let program = try #require(candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) })
        process.executableURL = program
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let (output, errors) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (output, errors)
        try process.run()
        // What they say fits into a pipe, one after the other.
        let texts = [output, errors].map {
            String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        }
        process.waitUntilExit()
        return (process.terminationStatus, texts[0], texts[1])
    }
}
