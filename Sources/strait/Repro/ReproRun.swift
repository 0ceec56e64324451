// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitConfig
import StraitModel
import StraitPipeline
import StraitSystem
import Synchronization

/// Runs `strait repro`: from its options to its exit code.
struct ReproRun {
    let options: ReproCommand
    private let terminal: Terminal
    private let progress: ReproProgress
    private let user = UserTerminal()
    /// The exit status of what the user ran in the guest.
    private let status = Status()

    /// Holds the exit status of a visit.
    private final class Status: Sendable {
        let value = Mutex<Int?>(nil)
    }

    init(_ options: ReproCommand) {
        self.options = options
        // A program may read standard output, so progress goes to standard error then.
        let isPrinting = options.json || options.exec != nil || options.print != nil
        terminal = isPrinting ? .errors : .output
        progress = ReproProgress(terminal, quiet: options.quiet, isRepeated: options.count > 1)
    }

    func run() async throws {
        do {
            try await work()
        } catch let code as ExitCode {
            throw code
        } catch is CancellationError {
            throw ExitCode(ReproVerdict.Code.interrupted.rawValue)
        } catch {
            for sentence in (error as? ConfigurationErrors)?.errors.map(\.description) ?? [
                Unforeseen.sentence(of: error)
            ] {
                Terminal.errors.line("strait: \(sentence)")
            }
            throw ExitCode.stop
        }
    }

    private func work() async throws {
        var subject = try options.subject()
        subject.kernel = try KeptPatches.of(subject.kernel)
        let repro = Repro(subject, locations: try .standard()) { progress.show($0) }
        // Progress appears before an error message.
        defer { progress.pause() }
        if let kind = options.print { return try await print(kind, repro) }
        if let path = options.capsule, subject.recorded?.result != nil, options.kernel == nil {
            try await Interruptible.run { try await repro.capsule(to: path) }
            return terminal.line("written: \(path)")
        }
        let request = request(repro, subject)
        defer { user.restore() }
        let end = try await Interruptible.run { try await repro.run(request) }
        user.restore()
        progress.pause()
        switch end {
        case .noKernel(let reason):
            Terminal.errors.line("strait: no verdict on this kernel: \(reason)")
            throw ExitCode(ReproVerdict.Code.untested.rawValue)
        case .run(let outcome):
            if let path = options.capsule { try await repro.capsule(to: path, outcome) }
            try ReproClosing(options: options, subject: subject, outcome: outcome, terminal: terminal)
                .end(status: status.value.withLock { $0 })
        }
    }

    private func print(_ kind: ReproCommand.Printed, _ repro: Repro) async throws {
        let text = try await Interruptible.run { kind == .qemu ? try await repro.script() : try await repro.xml() }
        Terminal.output.write(text)
    }

    private func request(_ repro: Repro, _ subject: ReproSubject) -> Repro.Options {
        var request = Repro.Options()
        request.count = options.count
        request.output = options.output.map { URL(fileURLWithPath: $0).path }
        request.jobs = options.jobs
        request.connection = options.connect
        request.arguments = Array(CommandLine.arguments.dropFirst())
        request.debugs = options.gdb
        request.visit = visit(repro, subject)
        return request
    }

    private func visit(_ repro: Repro, _ subject: ReproSubject) -> GuestVisit? {
        let (progress, user, status) = (progress, user, status)
        if let moment = options.shell {
            return .shell(at: moment) {
                progress.pause()
                Terminal.output.line("A shell in the guest. `exit` ends it; ctrl-] ends the guest at once.")
                return user.open()
            } ended: { code in
                user.restore()
                status.value.withLock { $0 = code ?? -1 }
            }
        }
        if let command = options.exec {
            return .command(command, at: .after) {
                progress.pause()
                _ = Output.write($0[...], to: STDOUT_FILENO)
            } errors: {
                progress.pause()
                _ = Output.write($0[...], to: STDERR_FILENO)
            } ended: { code in
                status.value.withLock { $0 = code ?? -1 }
            }
        }
        guard options.gdb else { return nil }
        let help = DebuggerHelp(socket: repro.debugSocketPath, subject: subject, terminal: terminal)
        help.begin()
        return .debugging { text in
            progress.pause()
            help.located(text)
        }
    }
}

extension ExitCode {
    /// What stops a bisection.
    static let stop = ExitCode(ReproVerdict.Code.stop.rawValue)
}

extension ReproCommand {
    func run() async throws { try await ReproRun(self).run() }
}
