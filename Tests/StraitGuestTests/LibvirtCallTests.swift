// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import TestSupport
import Testing

@testable import StraitGuest

/// Calls of libvirt's that block, and some that never return.
@Suite struct LibvirtCallTests {
    /// Every thread that calls may have is held by a call that hangs: each of them is given up in time all the same.
    @Test(.timeLimit(.minutes(2))) func callsThatHangAreGivenUpInTime() async throws {
        let mayEnd = DispatchSemaphore(value: 0)
        let count = 150
        defer { for _ in 0..<count { mayEnd.signal() } }
        let failures = Collected<StraitError>()
        for _ in 0..<count {
            Task {
                do {
                    try await Libvirt.call("hang", limit: .milliseconds(200)) { mayEnd.wait() }
                } catch {
                    failures.add(error as? StraitError ?? StraitError(.request, "\(error)"))
                }
            }
        }
        #expect(await isTrue(within: .seconds(20)) { failures.all.count == count })
        #expect(
            failures.all.allSatisfy {
                $0.kind == .infrastructure && $0.message == "libvirt did not answer within 0.2 seconds"
            })
    }

    /// What a call brings when nobody waits for it any more is no one's: a guest would run for ever.
    @Test(.timeLimit(.minutes(1))) func whatComesTooLateIsGivenBack() async throws {
        let mayEnd = DispatchSemaphore(value: 0)
        let late = Collected<Int>()
        let error = await #expect(throws: StraitError.self) {
            _ = try await Libvirt.call("hang", limit: .milliseconds(50)) { () -> Int in
                mayEnd.wait()
                return 7
            } late: { value in
                late.add(value)
            }
        }
        #expect(error?.kind == .infrastructure && late.all.isEmpty)
        mayEnd.signal()
        #expect(await isTrue(within: .seconds(20)) { late.all == [7] })
    }

    @Test(.timeLimit(.minutes(1))) func whatComesInTimeIsTheCallers() async throws {
        let late = Collected<Int>()
        let value = try await Libvirt.call("answer", limit: .milliseconds(300)) {
            7
        } late: {
            late.add($0)
        }
        try await Task.sleep(for: .milliseconds(600))
        #expect(value == 7 && late.all.isEmpty)
    }
}
