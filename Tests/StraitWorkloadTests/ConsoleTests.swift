// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitWorkload

@Suite struct ConsoleTests {
    static let session =
        """
        SeaBIOS (version 1.16.2-debian-1.16.2-1)\r
        [    0.000000] Linux version 7.3.4+deb13-amd64\r
        [    0.500000] WARNING: nvram corruption detected\r
        strait-guest: ready\r

        """ + Samples.warningX86.replacingOccurrences("\n", "\r\n") + "\r\nhmm\u{0}\u{1b}[0m\r\n"
        + Samples.oopsX86 + "\n" + Samples.panic + "\n[    6.0] Rebooting in 1 seconds.."

    private func scan(_ bytes: [UInt8], by size: Int) -> (events: [ConsoleEvent], scanner: ConsoleScanner) {
        var scanner = ConsoleScanner()
        var events: [ConsoleEvent] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            events += scanner.feed(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        events += scanner.finish()
        return (events, scanner)
    }

    @Test func eventsInTheirOrder() {
        let (events, scanner) = scan(Array(Self.session.utf8), by: .max)
        let kinds = events.map { event in
            switch event {
            case .guestFailed(let reason): "failed: \(reason)"
            case .reportBegan(let report): report.kind.rawValue + (report.isFatal ? "!" : "")
            }
        }
        #expect(kinds == ["warning", "oops!", "panic!"])
        #expect(scanner.reports.map(\.kind) == [.warning, .oops, .panic])
        let end = "---[ end Kernel panic - not syncing: Fatal exception ]---"
        #expect(scanner.lastLine == "\(end) (then, not ended: Rebooting in 1 seconds..)")
    }

    /// However the reads cut the stream, markers in the middle included, the same comes of it.
    @Test(arguments: [1, 2, 3, 7, 64, 1000, 4096]) func readsOfAnySize(_ size: Int) {
        let bytes = Array((Self.session + String(repeating: "x", count: 9000) + "Kernel panic - not syncing: y").utf8)
        let whole = scan(bytes, by: .max)
        let parts = scan(bytes, by: size)
        #expect(parts.events == whole.events)
        #expect(parts.scanner.reports == whole.scanner.reports)
        #expect(parts.scanner.lastLine == whole.scanner.lastLine)
        #expect(whole.scanner.reports.count == 4)
    }

    /// A panic is told when its line is, not when the console closes.
    @Test func aPanicIsToldAtOnce() {
        var scanner = ConsoleScanner()
        #expect(scanner.feed(Array("[    1.0] Kernel panic - not sy".utf8)).isEmpty)
        let events = scanner.feed(Array("ncing: VFS: Unable to mount root fs\n[    1.0] CPU".utf8))
        #expect(events.count == 1)
        guard case .reportBegan(let report) = events.first else { return }
        #expect(report.isFatal && report.title == "Kernel panic - not syncing: VFS: Unable to mount root fs")
    }

    /// Wherever a marker lies in a line that never ends, it is found, and found once.
    @Test func aMarkerAnywhereInAnEndlessLine() {
        for offset in stride(from: 4096 - 80, through: 4096 + 80, by: 1) {
            let text = String(repeating: "x", count: offset) + "Kernel panic - not syncing: z"
            let (events, scanner) = scan(Array((text + String(repeating: "y", count: 9000)).utf8), by: 1000)
            #expect(events.count == 1, "at \(offset)")
            #expect(scanner.reports.count == 1, "at \(offset)")
        }
    }

    @Test func theGuestGivesUp() {
        let (events, _) = scan(Array("strait-guest: fatal: /proc: No such device\n".utf8), by: 5)
        #expect(events == [.guestFailed("/proc: No such device")])
    }

    /// The kernel writes to a serial console whenever it wants to, in the middle of a program's line too.
    @Test func aProgramsLineHidesNoReport() {
        let (events, scanner) = scan(
            Array("strait-guest: ready[    4.1] BUG: KASAN: slab-out-of-bounds in f+0x1/0x2\n".utf8), by: 7)
        #expect(events.count == 1)
        #expect(scanner.reports.map(\.kind) == [.kasan])
        let fatal = "strait-guest: fatal: /proc: [    4.1] Kernel panic - not syncing: Attempted to kill init!\n"
        #expect(scan(Array(fatal.utf8), by: 9).scanner.reports.map(\.kind) == [.panic])
    }

    @Test func reportsBelongToTheCurrentRung() {
        var scanner = ConsoleScanner()
        _ = scanner.feed(Array((Samples.badPage + "\n").utf8))
        scanner.rung = .`init`
        _ = scanner.feed(Array((Samples.warningX86 + "\n").utf8))
        #expect(scanner.reports.map(\.rung) == [.boot, .`init`])
    }

    @Test func anUnexpectedRebootIsFatal() {
        let boot = "[    0.000000] Linux version 7.3.4\nstrait-guest: ready\n"
        let (events, scanner) = scan(Array((boot + boot).utf8), by: 10)
        #expect(scanner.reports.map(\.kind) == [.reboot])
        // The second boot begins a report; that the guest is ready is no event.
        #expect(events.count == 1)
    }

    @Test func emptyLinesAreNotTheLastOne() {
        let (_, scanner) = scan(Array("said this\r\n\r\n\n\u{0}\n   \n".utf8), by: 3)
        #expect(scanner.lastLine == "said this")
        #expect(scan([], by: 1).scanner.lastLine == nil)
    }

    /// A guest that is ended in the middle of a line: what it said before is there too.
    @Test(arguments: [
        ("beat\nb", "beat (then, not ended: b)"), ("beat\n", "beat"), ("beat\nbeat", "beat"), ("login: ", "login:"),
        ("beat\n\r", "beat"),
    ])
    func aLineWithoutAnEndDoesNotHideTheOneBefore(_ text: String, _ last: String) {
        #expect(scan(Array(text.utf8), by: 1).scanner.lastLine == last)
    }
}

@Suite struct HostileTests {
    /// Random bytes, the same in every run.
    static func garbage(_ count: Int) -> [UInt8] {
        var state: UInt64 = 42
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }

    /// 10 MB without a line's end, and less of what costs more for each byte. Quadratic would be hours.
    @Test(arguments: [
        ("x", 10240), ("\0", 10240), ("BUG: ", 256), ("\n", 256), ("  ", 256), ("# ", 256), ("[", 256),
        ("garbage", 512),
    ])
    func parsersEndInTimeWithNothing(_ kind: String, _ kibibytes: Int) {
        let size = kibibytes << 10
        let unit = Array(kind.utf8)
        var bytes = kind == "garbage" ? Self.garbage(size) : []
        bytes.reserveCapacity(size)
        while bytes.count < size { bytes += bytes.isEmpty ? unit : Array(bytes.prefix(size - bytes.count)) }
        let start = ContinuousClock.now
        var console = ConsoleScanner()
        for offset in stride(from: 0, to: bytes.count, by: 1 << 16) {
            _ = console.feed(Array(bytes[offset..<min(offset + 1 << 16, bytes.count)]))
        }
        _ = console.finish()
        #expect(console.reports.count <= 2 * KernelLogScanner.mostReports)
        #expect(KTAPOutput(parsing: bytes).tests.isEmpty)
        #expect(ProcFiles.iomem(bytes).isEmpty)
        #expect(KernelMessages(parsing: bytes).records.isEmpty)
        #expect(Sections(parsing: bytes, names: ["kmsg", "probe", "version", "status"]).contents.isEmpty)
        #expect(ContinuousClock.now - start < .seconds(120), "quadratic somewhere")
    }
}
