// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitConfig
import StraitModel
import StraitPipeline

/// `strait repro CELL|--arch …`.
struct ReproCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repro", abstract: "Run one cell again: a recorded one, or one that its axes name.",
        discussion: """
            A recorded cell is RUN/cells/ID, or ID with --run RUN: the same kernel, image, arguments and layout, and at the end what
            differs from what was recorded. --kernel puts another kernel in its place. Without one, --arch and the axes name a cell.

            Exit codes are those of `git bisect run`: 0 every boot passed, 1 one failed, 125 no verdict on this kernel (it does not
            build, or in one boot of those asked for the host or the emulator had trouble, and none failed), 128 the request was
            wrong or nothing can run here. With --shell and --exec it is that of the shell or of the command.
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

    @Option(help: "Where the kernel comes from, such as debian:trixie-backports; in place of a recorded one.")
    var kernel: String?

    @Option(help: "A patch on top of a kernel's source; several in their order.", completion: .file())
    var patch: [String] = []

    @Option(help: "What configures a kernel that is built here: own, or a file.", completion: .file())
    var kernelConfig: String?

    @OptionGroup(title: "Axes")
    var axes: AxisOptions

    @Option(help: "Sizes of device memory to ask for, separated by commas.")
    var deviceMemory: String?

    @Option(help: "hmm-tests, none, or names of tests, separated by commas.")
    var selftests: String?

    @Option(help: "Load and unload the probe so many times besides.")
    var reloads: String?

    @Option(name: .customLong("repeat"), help: "Boot it so many times, and tell how often it passed.")
    var count = 1

    @Option(help: "How many boots at the same time.")
    var jobs: Int?

    @Option(help: "The directory for what comes of it; one of strait's own where none is given.")
    var output: String?

    @Option(help: "A libvirt connection such as qemu:///system.")
    var connect: String?

    @Option(defaultAsFlag: .after, parsing: .next, help: "A shell in the guest, before or after the workload (after).")
    var shell: GuestVisit.Moment?

    @Option(help: "A command to run in the guest after the workload.")
    var exec: String?

    @Flag(help: "QEMU waits for a debugger; ctrl-C ends the guest.")
    var gdb = false

    @Option(help: "Boot nothing and print a script for plain QEMU, or libvirt's domain.")
    var print: Printed?

    @Option(
        help: "Write the cell with all that it needs into a tar archive, to be attached to a bug.", completion: .file())
    var capsule: String?

    @Flag(help: "Print the results as JSON, on standard output.")
    var json = false

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        guard (cell == nil) != (arch == nil) else {
            throw ValidationError("name a recorded cell (RUN/cells/ID) or --arch and the axes of one, and not both")
        }
        if count < 1 { throw ValidationError("--repeat \(count): it has to be booted once at least") }
        if let jobs, jobs < 1 { throw ValidationError("--jobs \(jobs): at least one guest has to run at a time") }
        if cell != nil, let named = namedAxes.first {
            throw ValidationError(
                "\(named) belongs to a cell by its axes; of a recorded cell only --kernel can be another")
        }
        if run != nil, cell == nil { throw ValidationError("--run is where a recorded cell is; name the cell too") }
        let visits = [shell != nil ? "--shell" : nil, exec != nil ? "--exec" : nil, gdb ? "--gdb" : nil]
            .compactMap { $0 }
        if visits.count > 1 {
            throw ValidationError("\(visits.joined(separator: " and ")): only one of them at a time")
        }
        if let visit = visits.first, count > 1 { throw ValidationError("\(visit) is for one boot, not for --repeat") }
        if shell != nil, !UserTerminal.isThere {
            throw ValidationError("--shell needs a terminal; --exec COMMAND does not")
        }
    }

    func run() async throws { try await ReproRun(self).run() }

    /// The cell that is meant.
    func subject() throws -> ReproSubject {
        if let cell { return try ReproSubject(recorded: cell, run: run, kernel: kernel) }
        return try ReproSubject(
            OneCell(
                architecture: arch ?? "", kernel: kernel ?? OneCell.standardKernel, patches: patch,
                config: kernelConfig,
                axes: axes.values, deviceMemory: deviceMemory, selftests: selftests, reloads: reloads))
    }

    private var namedAxes: [String] {
        let others = [
            ("deviceMemory", deviceMemory), ("selftests", selftests), ("reloads", reloads),
            ("kernelConfig", kernelConfig), ("patch", patch.first),
        ].filter { $0.1 != nil }.map(\.0)
        return (axes.values.keys.sorted() + others).map(Reproduction.option(of:))
    }
}

extension GuestVisit.Moment: ExpressibleByArgument {}
