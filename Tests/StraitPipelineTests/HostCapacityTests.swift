// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitPipeline

struct HostCapacityTests {
    private func cell(_ memory: Int) -> Cell {
        Cell(
            architecture: .aarch64, kernel: "stock", requested: ["memory": .integer(memory)],
            workload: WorkloadRequest(deviceMemory: [], suites: []))
    }

    @Test(arguments: [
        (8, 64 << 10, 2048, 8), (8, 8 << 10, 2048, 2), (2, 64 << 10, 2048, 2), (8, 1 << 10, 2048, 1),
        (8, 64 << 10, 16 << 10, 3),
    ])
    func jobsAreBoundedByCoresAndByMemory(cores: Int, available: Int, memory: Int, jobs: Int) {
        let capacity = HostCapacity(cores: cores, memory: Mebibytes(available), available: Mebibytes(available))
        #expect(capacity.jobs(for: [cell(512), cell(memory)]) == jobs)
    }

    @Test func thisHostCanRunAGuest() {
        let capacity = HostCapacity.measured()
        #expect(capacity.cores >= 1)
        #expect(capacity.available.count > 0 && capacity.available <= capacity.memory)
    }
}
