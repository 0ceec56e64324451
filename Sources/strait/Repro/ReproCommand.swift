// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitConfig
import StraitModel
import StraitPipeline

/// `strait repro CELL|--arch …`.
struct ReproCommand: AsyncParsableCommand, LoggedCommand {
    static let configuration = CommandConfiguration(
        commandName: "repro", abstract: "Run one cell again: a recorded one, or one named by its axes.",
        discussion: """
            A recorded cell is RUN/cells/ID, or ID with --run RUN. It boots the same
            kernel, image and arguments, with the same layout if it has a seed; at the end
            strait prints what differs from the recorded result. --kernel takes another
            kernel instead. Without a recorded cell, --arch and the axes name one.

            Exit codes, as `git bisect run` expects them:
            0    Every boot passed.
            1    A boot failed.
            125  No verdict on this kernel: it does not build, a patch does not apply to
                 it, or a boot had no verdict and no other boot failed.
            128  The request is wrong for every kernel (such as a width that no machine
                 can have), or nothing can run here.
            With --judge only the named questions count; a boot that is lost before they
            are asked has no verdict.
            With --shell and --exec it is the exit code of the shell or the command.
            """)

    /// What --print prints.
    enum Printed: String, ExpressibleByArgument, CaseIterable { case qemu, xml }

    @Argument(help: "RUN/cells/ID, or an id with --run.", completion: .directory)
    var cell: String?

    @Option(help: "The run's directory.", completion: .directory)
    var run: String?

    @Option(
        help: "The architecture, for a cell by its axes.",
        completion: .list(Architecture.allCases.map(\.rawValue)))
    var arch: String?

    @Option(help: "The source of the kernel, such as debian:trixie-backports; replaces a recorded one.")
    var kernel: String?

    @Option(
        help: "A patch, a mailbox, a directory or commits, as `strait patches` takes them; may be repeated, in order.",
        completion: .file())
    var patch: [String] = []

    @Option(
        help: "The configuration of a kernel that is built here: own (the tree's .config) or a file.",
        completion: .file())
    var kernelConfig: String?

    @Option(help: "An option on top of strait's own configuration, such as HUGETLBFS=y; may be repeated.")
    var kernelOption: [String] = []

    @OptionGroup(title: "Axes")
    var axes: AxisOptions

    @Option(help: "Sizes of device memory to ask for, separated by commas.")
    var deviceMemory: String?

    @Option(help: "hmm-tests, none, or names of tests, separated by commas.")
    var selftests: String?

    @Option(help: "How many extra times the probe is unloaded and loaded.")
    var reloads: String?

    @Option(
        name: .customLong(OneCell.option(of: "testHMM").replacing("--", with: "")),
        help: "How test_hmm is loaded: chunk=SIZE and its parameters, separated by commas.")
    var testHMM: String?

    @Option(help: JudgeOption.help)
    var judge: JudgeOption?

    @Option(name: .customLong("repeat"), help: "How often to boot it; prints how often it passed.")
    var count = 1

    @Option(help: "How many boots run at the same time (default: as many as processors and memory allow).")
    var jobs: Int?

    @Option(help: "The directory for the results (default: one below ~/.local/state/strait/repro).")
    var output: String?

    @Option(help: "A libvirt connection, such as qemu:///system (default: libvirt's embedded driver).")
    var connect: String?

    @Option(defaultAsFlag: .after, parsing: .next, help: "A shell in the guest, before or after the workload.")
    var shell: GuestVisit.Moment?

    @Option(help: "A command to run in the guest after the workload.")
    var exec: String?

    @Flag(help: "Let QEMU wait for a debugger; ctrl-C ends the guest.")
    var gdb = false

    @Option(help: "Print a script for plain QEMU (qemu) or libvirt's domain (xml); boot nothing.")
    var print: Printed?

    @Option(
        help: "Write the cell with everything it needs into a tar archive, for a bug report.", completion: .file())
    var capsule: String?

    @Flag(help: "Print the results as JSON, on standard output.")
    var json = false

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    @OptionGroup var logging: LogOptions

    func validate() throws {
        guard (cell == nil) != (arch == nil) else {
            throw ValidationError("name a recorded cell (RUN/cells/ID), or --arch and axes; not both")
        }
        if count < 1 { throw ValidationError("--repeat \(count): it must be at least 1") }
        if let jobs, jobs < 1 { throw ValidationError("--jobs \(jobs): it must be at least 1") }
        if cell != nil, let named = namedAxes.first {
            throw ValidationError(
                "\(named) is for a cell named by its axes; for a recorded cell only --kernel can be changed")
        }
        if run != nil, cell == nil { throw ValidationError("--run needs the id of a cell in that run") }
        let visits = [shell != nil ? "--shell" : nil, exec != nil ? "--exec" : nil, gdb ? "--gdb" : nil]
            .compactMap { $0 }
        if visits.count > 1 {
            throw ValidationError("\(visits.joined(separator: " and ")) exclude each other")
        }
        if let visit = visits.first, count > 1 { throw ValidationError("\(visit) is for one boot; leave out --repeat") }
        if shell != nil, !UserTerminal.isThere {
            throw ValidationError("--shell needs a terminal; --exec COMMAND does not")
        }
    }

    /// The cell that is meant.
    func subject() throws -> ReproSubject {
        if let cell { return try ReproSubject(recorded: cell, run: run, kernel: kernel) }
        return try ReproSubject(
            OneCell(
                architecture: arch ?? "", kernel: kernel ?? OneCell.standardKernel, patches: patch,
                config: kernelConfig, options: kernelOption, axes: axes.values, deviceMemory: deviceMemory,
                selftests: selftests, reloads: reloads, testHMM: testHMM))
    }

    private var namedAxes: [String] {
        let others = [
            ("deviceMemory", deviceMemory), ("selftests", selftests), ("reloads", reloads),
            ("kernelConfig", kernelConfig), ("patch", patch.first), ("kernelOption", kernelOption.first),
            ("testHMM", testHMM),
        ].filter { $0.1 != nil }.map(\.0)
        return (axes.values.keys.sorted() + others).map(OneCell.option(of:))
    }
}

extension GuestVisit.Moment: ExpressibleByArgument {}
