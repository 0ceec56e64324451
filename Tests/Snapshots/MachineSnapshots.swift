// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitConfig
import StraitGuest
import StraitModel
import Testing

/// What libvirt and QEMU are told of every cell of the configurations that come with strait. The order of the devices decides which
/// layout a recorded seed replays, so a change here takes the replay of recorded seeds away.
@Suite struct MachineSnapshots {
    static func matrix(_ name: String) throws -> Matrix {
        let text = try String(contentsOfFile: "\(Fixture.configurations)/\(name).yaml", encoding: .utf8)
        return try Configuration.parse(text: text, file: "\(name).yaml").matrix()
    }

    private func plan(
        _ cell: Cell, _ acceleration: Acceleration = .tcg, debugSocket: String? = nil
    ) -> DomainPlan {
        DomainPlan(
            name: "strait-1-1", setup: cell.setup, kernelPath: "/images/vmlinuz", initramfsPath: "/images/initramfs",
            acceleration: acceleration, debugSocket: debugSocket)
    }

    private func arguments(_ plan: DomainPlan) -> String {
        ([QEMUCommand.program(for: plan.setup)]
            + QEMUCommand.arguments(for: plan).map { "    " + $0.joined(separator: " ") }).joined(separator: "\n")
    }

    private func text(_ cells: [Cell], _ render: (Cell) throws -> String) rethrows -> String {
        try cells.map { cell in
            "== \(cell.id)\n" + (try cell.unsupported.map { "unsupported: \($0)" } ?? render(cell)) + "\n\n"
        }.joined()
    }

    @Test(arguments: ["smoke", "nightly"])
    func everyCellHasTheSameDomain(_ name: String) throws {
        let text = try text(Self.matrix(name).cells) { try plan($0).xml }
        try Snapshot.check(text, "machines/\(name).xml.txt")
    }

    @Test(arguments: ["smoke", "nightly"])
    func everyCellHasTheSameArguments(_ name: String) throws {
        let text = text(try Self.matrix(name).cells) { arguments(plan($0)) }
        try Snapshot.check(text, "machines/\(name).args.txt")
    }

    /// What only some runs ask for: the processor of the host, and a debugger.
    @Test func hardwareAndDebuggerChangeTheSamePlaces() throws {
        let cells = try Self.matrix("smoke").cells
        let firsts = Architecture.allCases.compactMap { architecture in
            cells.first { $0.architecture == architecture && $0.unsupported == nil }
        }
        #expect(firsts.count == Architecture.allCases.count)
        let text = try text(firsts) { cell in
            let plans = [plan(cell, .kvm), plan(cell, debugSocket: "/run/debug.sock")]
            return try plans.map { try $0.xml + "\n" + arguments($0) }.joined(separator: "\n\n")
        }
        try Snapshot.check(text, "machines/variants.txt")
    }
}
