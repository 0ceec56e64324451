// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitPipeline

@Suite struct ReproductionTests {
    private let kernel = KernelIdentity(
        name: "stock", source: "debian:trixie-backports/amd64", release: "7.3.4", version: "7.3.4-1~bpo13+1")

    @Test func aCommandCanBePastedIntoAShell() {
        let cell = Cell(
            architecture: .x86_64, kernel: "stock", requested: ["cmdline": .text("a='b c'; d")],
            workload: WorkloadRequest())
        #expect(
            Reproduction.command(for: cell, kernel: kernel)
                == "strait repro --arch x86_64 --kernel 'debian:trixie-backports/amd64=7.3.4-1~bpo13+1' --kaslr random "
                + "--cmdline 'a='\\''b c'\\''; d' --device-memory 256MiB")
    }

    @Test func theControlThatLosesItsQEMUHasNone() {
        for control in Control.allCases {
            let command = Reproduction.command(for: control.cell(kernel: "stock"), kernel: kernel)
            #expect((command == nil) == (control == .mustDie))
        }
    }

    @Test func aResultIsKeptWithItsVerdictAndItsCommand() {
        let cell = Cell(architecture: .x86_64, kernel: "k", requested: [:], workload: WorkloadRequest())
        let result = CellResult(
            id: cell.id, arch: .x86_64, kernel: KernelIdentity(name: "k", source: "tree:/src"), requested: [:],
            outcome: .failed, rung: .reserve, cause: "no hole", errno: .erange)
        let request = KernelRequest(
            name: "k", sources: [KernelSource(scheme: "tree", reference: "/src")], patches: ["a.patch"])
        let matrix = Matrix(
            name: "m", kernels: [request], cells: [cell],
            expectations: [ExpectationRule(CellMatch([]), CellExpectation([.passed]))])
        let kept = matrix.completed(result, of: cell, past: nil)
        #expect(kept.verdict == .regression)
        #expect(kept.reproduction?.hasPrefix("strait repro --arch x86_64 --kernel tree:/src --patch a.patch ") == true)
    }
}
