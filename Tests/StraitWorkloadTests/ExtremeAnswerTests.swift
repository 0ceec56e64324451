// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Synchronization
import Testing

@testable import StraitWorkload

/// A guest may claim any number. One that cannot be reckoned with is no answer, and ends nothing.
@Suite struct ExtremeAnswerTests {
    private static let decimal = [
        "0", "9223372036854775807", "9223372036854775808", "18446744073709551615", "99999999999999999999", "-1",
    ]
    private static let hexadecimal = [
        "0", "7fffffffffffffff", "8000000000000000", "ffffffffffffffff", "10000000000000000",
    ]

    /// Answers as another guest does, but for one number.
    private final class ExtremeGuest: GuestShell {
        private let guest = FakeGuest(instead: ExtremeAnswerTests.iomem)
        /// Which number, of all that it ever says, becomes which; nil: none.
        private let change: (place: Int, choice: Int)?
        private let count = Mutex(0)
        private let said = Mutex<String?>(nil)

        init(_ change: (place: Int, choice: Int)?) { self.change = change }

        /// How many numbers there were.
        var numbers: Int { count.withLock { $0 } }
        /// What was changed, for a sentence.
        var what: String { said.withLock { $0 } ?? "nothing" }

        func run(_ command: String, limit: Duration) async throws -> CommandResult {
            var result = try await guest.run(command, limit: limit)
            result.output = Array(changed(String(decoding: result.output, as: UTF8.self)).utf8)
            return result
        }

        private func changed(_ text: String) -> String {
            var (rest, result) = (text[...], "")
            while let start = rest.firstIndex(where: \.isHexDigit) {
                let word = rest[start...].prefix { $0.isHexDigit || $0 == "x" }
                let before = rest[..<start].last
                result += rest[..<start]
                rest = rest[word.endIndex...]
                let isNumber = word.contains(where: \.isNumber) && before?.isLetter != true && before != "_"
                result += isNumber && rest.first?.isLetter != true ? number(String(word), in: text) : String(word)
            }
            return result + rest
        }

        private func number(_ word: String, in text: String) -> String {
            let place = count.withLock { count in
                count += 1
                return count - 1
            }
            guard let change, place == change.place else { return word }
            let isHexadecimal = word.hasPrefix("0x") || word.count >= 8 || word.contains(where: \.isLetter)
            let all = isHexadecimal ? ExtremeAnswerTests.hexadecimal : ExtremeAnswerTests.decimal
            let other = (word.hasPrefix("0x") ? "0x" : "") + all[change.choice % all.count]
            said.withLock { $0 = "\(word) became \(other) in \(text.prefix(400))" }
            return other
        }
    }

    private static let iomem = [
        "/proc/iomem": """
        00001000-0009fbff : System RAM
        00100000-7fffffff : System RAM
        100000000-17fffffff : System RAM
        8000000000-87ffffffff : PCI Bus 0000:00
        """
    ]

    private static func asked() -> Cell {
        var cell = cell()
        cell.workload.deviceMemory = ["256MiB", "16GiB", "3x64GiB"].compactMap { DeviceMemoryRequest(parsing: $0) }
        cell.workload.reloads = 2
        cell.requested["pciHole64"] = .integer(32 << 10)
        return cell
    }

    @Test(.timeLimit(.minutes(3))) func noNumberOfAGuestsEndsAnything() async {
        let plain = ExtremeGuest(nil)
        let whole = await evidence(plain)
        #expect(plain.numbers > 100 && whole.evidence.interruption == nil, "\(plain.numbers)")
        for place in 0..<plain.numbers {
            // Each number becomes two others; together they become all of them.
            for choice in [place, place + 3] {
                let guest = ExtremeGuest((place, choice))
                // A verdict is all that is asked for: what it is depends on what the number is.
                let judged = await evidence(guest)
                #expect(judged.result.id == Self.asked().id, "\(guest.what)")
            }
        }
    }

    private func evidence(_ guest: ExtremeGuest) async -> (evidence: WorkloadEvidence, result: CellResult) {
        let cell = Self.asked()
        let evidence = await GuestWorkload(cell: cell, facts: goodFacts, scale: 1).run(guest) { _ in }
        let result = JudgementInput(
            cell: cell, kernel: KernelIdentity(name: "stock", source: "debian:x"), facts: goodFacts, evidence: evidence
        ).judge()
        return (evidence, result)
    }
}
