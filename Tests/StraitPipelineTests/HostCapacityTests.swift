// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Synchronization
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

    /// Who gives a run one processor, or takes memory away from it, gets fewer guests; a guest that has just begun uses
    /// none yet.
    @Test func jobsFollowTheHost() {
        func host(_ cores: Int, _ available: Int) -> HostCapacity {
            HostCapacity(cores: cores, memory: Mebibytes(64 << 10), available: Mebibytes(available))
        }
        let cells = [cell(2048)]
        let now = Mutex(host(4, 64 << 10))
        let jobs = GuestJobs.fitting(cells, host(4, 9000)) { now.withLock { $0 } }
        #expect(jobs.first == 3)
        func most() -> Int { (0...9).first { !jobs.mayStart(beside: $0) } ?? 10 }
        #expect(most() == 3, "never more than fit at the beginning")
        now.withLock { $0 = host(1, 64 << 10) }
        #expect(most() == 1)
        now.withLock { $0 = host(4, 100) }
        #expect(most() == 1 && !jobs.mayStart(beside: 2))
        now.withLock { $0 = host(4, 3000) }
        #expect(jobs.mayStart(beside: 2) && !jobs.mayStart(beside: 3))
        #expect(GuestJobs.fixed(7).mayStart(beside: 6) && !GuestJobs.fixed(7).mayStart(beside: 7))
    }

    @Test func thisHostCanRunAGuest() {
        let capacity = HostCapacity.measured()
        #expect(capacity.cores >= 1)
        #expect(capacity.available.count > 0 && capacity.available <= capacity.memory)
    }
}
