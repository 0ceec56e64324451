// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitConfig
import StraitGuest
import StraitImage
import StraitModel
import StraitSSH
import Testing

@testable import StraitPipeline

extension LiveTests {
    /// One guest and its channel, beneath the pipeline.
    struct GuestTests {
        /// A booted guest with a session, and what ends them.
        private struct Booted {
            let guest: Guest
            let session: SSHSession
            let console: ConsoleRecorder
            let key: SSHKeyPair
            let keys: RunKeys
            let host: GuestHost
            let scratch: Scratch
            let readiness: Duration

            func connect() async throws -> SSHSession {
                try await SSHSession.connect(
                    descriptor: guest.openChannel(limit: .seconds(20)), hostKey: keys.hostPublicKey, key: key,
                    limit: .seconds(20))
            }
        }

        private func boot(_ architecture: Architecture, in directory: TemporaryDirectory) async throws -> Booted {
            let locations = try Live.locations()
            let store = try ImageStore(cache: locations.cache, recipes: locations.recipes)
            let (_, matrix) = try Live.matrix(
                ["arch: \(architecture.rawValue)"], defaults: "memory: 1GiB", selftests: "none")
            let image = try #require(await store.build(matrix.images).first).result.get()
            let host = try await GuestHost.connect(to: .embedded(below: "\(locations.runtime)/libvirt"))
            let scratch = try await Scratch.make(below: "\(locations.cache)/boot")
            let (key, hostKey) = (try SSHKeys.generate(), try SSHKeys.generate())
            let keys = try await RunKeys.make(
                in: scratch.path, hostKey: hostKey.dropbearHostKey(), hostPublicKey: hostKey.authorizedKey,
                authorizedKey: key.authorizedKey)
            let plan = DomainPlan(
                name: "strait-live-\(UUID().uuidString.prefix(8).lowercased())", setup: matrix.cells[0].setup,
                kernelPath: image.kernelPath, initramfsPath: try keys.bootInitramfs(for: image, in: scratch.path))
            let console = try ConsoleRecorder(path: directory.path + "/console.log") {}
            let guest = try await host.start(plan, console: console.take)
            do {
                async let channel = guest.openChannel(limit: .seconds(120))
                try await guest.resume()
                let socket = try await channel
                let start = ContinuousClock.now
                let session = try await SSHSession.connect(
                    descriptor: socket, hostKey: keys.hostPublicKey, key: key, limit: .seconds(30))
                _ = try await session.run("true", limit: .seconds(30))
                return Booted(
                    guest: guest, session: session, console: console, key: key, keys: keys, host: host,
                    scratch: scratch,
                    readiness: .now - start)
            } catch {
                try await guest.destroy()
                throw error
            }
        }

        @Test(.timeLimit(.minutes(10)), arguments: Architecture.allCases)
        func theChannelIsFastAndSurvivesDroppedSessions(architecture: Architecture) async throws {
            let directory = try TemporaryDirectory()
            let booted = try await boot(architecture, in: directory)
            do {
                let bytes = [UInt8](repeating: 0x5a, count: 24 << 20)
                var start = ContinuousClock.now
                _ = try await booted.session.run("cat >/dev/null", input: bytes, limit: .seconds(120), keeping: 0)
                let inward = 24 / ((ContinuousClock.now - start) / .seconds(1))
                start = .now
                let back = try await booted.session.run("head -c 12582912 /dev/zero", limit: .seconds(120))
                let outward = 12 / ((ContinuousClock.now - start) / .seconds(1))
                #expect(back.output.count == 12 << 20 && back.status == 0)
                print(
                    "\(architecture.rawValue): readiness to first command \(booted.readiness), "
                        + "\(inward) MB/s in, \(outward) MB/s out")

                let apart = try await booted.session.run("echo out; echo err >&2; exit 7", limit: .seconds(20))
                #expect(apart.text == "out\n" && apart.errorText == "err\n" && apart.status == 7)

                // Dropped in the middle of something, and connected again at once.
                var session = booted.session
                for number in 0..<5 {
                    let busy = session
                    let stream = Task { try await busy.run("cat /dev/zero", limit: .seconds(60)) }
                    try await Task.sleep(for: .milliseconds(100))
                    await session.close()
                    _ = await stream.result
                    session = try await booted.connect()
                    let answer = try await session.run("echo \(number)", limit: .seconds(20))
                    #expect(answer.text == "\(number)\n")
                }
                await session.close()
            } catch {
                try await booted.guest.destroy()
                throw error
            }
            try await booted.guest.destroy()
        }

        @Test(.timeLimit(.minutes(5)))
        func aGuestThatCannotStartIsToldAtOnce() async throws {
            let locations = try Live.locations()
            let host = try await GuestHost.connect(to: .embedded(below: "\(locations.runtime)/libvirt"))
            let plan = DomainPlan(
                name: "strait-live-\(UUID().uuidString.prefix(8).lowercased())",
                setup: GuestSetup(architecture: .x86_64),
                kernelPath: "/nonexistent/vmlinuz", initramfsPath: "/nonexistent/initramfs")
            let start = ContinuousClock.now
            // libvirt waits for QEMU to vanish, so somebody has to collect it.
            await #expect(throws: StraitError.self) { _ = try await host.start(plan) { _ in } }
            #expect(ContinuousClock.now - start < .seconds(30))
        }

        @Test(.timeLimit(.minutes(10)))
        func aCrashUnderASessionIsNoticedAtOnceAndKeptOnTheConsole() async throws {
            let directory = try TemporaryDirectory()
            let booted = try await boot(.x86_64, in: directory)
            let start = ContinuousClock.now
            await #expect(throws: StraitError.self) {
                _ = try await booted.session.run("echo c >/proc/sysrq-trigger; sleep 60", limit: .seconds(60))
            }
            let end = await booted.guest.waitForEnd(limit: .seconds(20))
            print(
                "sysrq: noticed after \(ContinuousClock.now - start), the guest ended as \(end.map(\.rawValue) ?? "still there")"
            )
            try await booted.guest.destroy()
            #expect(end != nil)
            #expect(ContinuousClock.now - start < .seconds(30))
            let reports = booted.console.findings.reports
            #expect(reports.contains { $0.kind == .panic }, "\(reports.map(\.title))")
        }
    }
}
