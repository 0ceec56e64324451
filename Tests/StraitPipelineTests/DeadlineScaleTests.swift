// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitPipeline

@Suite("How far deadlines are stretched")
struct PaceTests {
    private func speed(_ architecture: Architecture, _ way: Acceleration, _ seconds: Double?) -> GuestSpeed {
        GuestSpeed(architecture: architecture, acceleration: way, reason: nil, bootSeconds: seconds)
    }

    private func cell(
        _ architecture: Architecture, _ requested: [String: AxisValue] = [:], kernel: String = "k"
    ) -> Cell {
        Cell(
            architecture: architecture, kernel: kernel, requested: requested, workload: WorkloadRequest(suites: []))
    }

    @Test("a boot of twice the reference's time is a host of half its speed, within bounds")
    func slowness() {
        #expect(speed(.x86_64, .tcg, 9).slowness == 2)
        #expect(speed(.x86_64, .kvm, 0.8).slowness == 0.5)
        #expect(speed(.x86_64, .tcg, 100_000).slowness == 50)
        #expect(speed(.x86_64, .tcg, nil).slowness == 1)
    }

    @Test("a slow boot stretches the deadlines from then on, a fast one shortens none")
    func learning() {
        let deadlines = DeadlineScale([speed(.x86_64, .tcg, 4.5)], patience: 1)
        // The host may be busy while this runs, so only against each other.
        #expect(deadlines.scale(cell(.x86_64)) >= 1)
        let slow = deadlines.scale(cell(.x86_64), boot: 45)
        #expect(slow >= 10)
        #expect(deadlines.scale(cell(.x86_64), boot: 1) >= 10)
        #expect(deadlines.scale(cell(.aarch64)) < deadlines.scale(cell(.x86_64)))
        #expect(DeadlineScale([], patience: 100).scale(cell(.ppc64le)) >= 100)
    }

    @Test("a slow kernel's deadlines are its own, whether it booted first or measured the host")
    func slowKernel() {
        let deadlines = DeadlineScale([speed(.x86_64, .tcg, 45)], patience: 1)
        #expect(deadlines.scale(cell(.x86_64, kernel: "plain")) >= 10)
        _ = deadlines.scale(cell(.x86_64, kernel: "checked"), boot: 45)
        let plain = deadlines.scale(cell(.x86_64, kernel: "plain"), boot: 2)
        // As on the reference host, and no shorter: one boot is not much to go by.
        #expect(plain >= 1 && plain * 2 < deadlines.scale(cell(.x86_64, kernel: "checked")))
        let quick = DeadlineScale([speed(.x86_64, .kvm, 0.8)], patience: 1)
        #expect(quick.scale(cell(.x86_64), boot: 0.7) < deadlines.scale(cell(.x86_64, kernel: "plain")))
    }

    @Test("what the processor cannot do is emulated whatever works")
    func emulated() {
        let deadlines = DeadlineScale(Architecture.allCases.map { speed($0, .kvm, 1) }, patience: 1)
        #expect(deadlines.acceleration(of: cell(.x86_64)) == .kvm)
        #expect(deadlines.acceleration(of: cell(.x86_64, ["kaslr": .text("seed:7")])) == .tcg)
        #expect(deadlines.acceleration(of: cell(.aarch64, ["cpu": .text("cortex-a53")])) == .tcg)
        #expect(deadlines.acceleration(of: cell(.aarch64, ["cpu": .text("max")])) == .kvm)
        #expect(DeadlineScale([], patience: 1).acceleration(of: cell(.x86_64)) == .tcg)
    }
}
