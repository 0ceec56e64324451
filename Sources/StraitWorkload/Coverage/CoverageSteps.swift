// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// Reads a kernel's counters between the steps of a workload. It never changes the answer of a cell: what cannot be read is a
/// note.
struct CoverageSteps {
    /// The sources whose objects count.
    let sources: [String]
    /// Nothing is asked again after a question without an answer: each costs its deadline.
    private var hasGivenUp = false

    /// Where kernel/gcov/fs.c shows the counters, below which stands the directory of the build (images/kernel/build.sh).
    private static let directory = "/sys/kernel/debug/gcov/build/"
    /// The last line of an answer that is whole.
    private static let end = "whole"
    /// More than the counters of the kernel's largest file take (200 KiB).
    private static let largest = 8 << 20
    /// How long the guest may take, besides the patience with a guest that is asked late.
    private static let wait = Duration.seconds(30)

    init(sources: [String]) { self.sources = sources }

    /// What has run by the end of a step, as a reader calls it. Steps of one label are read as one.
    static func label(of rung: Rung) -> String {
        switch rung {
        case .axes: "boot"
        case .load, .reserve, .`init`: "probe"
        case .selftests: SuiteRequest.hmmTests.name
        default: rung.rawValue
        }
    }

    /// Reads all counters after a step, unless the next one belongs to the same label.
    mutating func read(after rung: Rung, before next: Rung?, in run: inout WorkloadRun) async {
        let label = Self.label(of: rung)
        guard !sources.isEmpty, !hasGivenUp, next.map(Self.label) != label else { return }
        let sections = sources.indices.map { index in
            Section(
                "counts\(index)", "run",
                "base64 \(ShellWord.enclosed(Self.path(of: sources[index]))) && echo \(Self.end)")
        }
        guard let answer = await run.askLate(sections, wait: Self.wait) else {
            hasGivenUp = true
            return run.evidence.notes.append("which lines ran is not known from \(label) on: the guest did not say")
        }
        var reading = CoverageReading(label: label)
        for (index, source) in sources.enumerated() {
            switch Self.decoded(answer["counts\(index)"]) {
            case .success(let bytes): reading.data[source] = bytes
            case .failure(let fault):
                run.evidence.notes.append(
                    "which lines of \(source) ran by the end of \(label) is not known: \(fault.reason)")
            }
        }
        run.evidence.coverage.append(reading)
    }

    private static func path(of source: String) -> String { directory + source.dropLast(2) + ".gcda" }

    private struct Fault: Error {
        var reason: String
    }

    /// The bytes of an answer; without its last line it was cut, and a part would look like fewer counts.
    private static func decoded(_ answer: [UInt8]) -> Result<[UInt8], Fault> {
        guard answer.count <= largest * 2 else { return .failure(Fault(reason: "the guest sent too much")) }
        var text = answer.filter { $0 != 0x0d }
        guard text.suffix(end.utf8.count + 1) == Array("\(end)\n".utf8) else {
            let line = Bytes.lines(answer, limit: 1).first ?? ""
            return .failure(
                Fault(reason: line.isEmpty ? "the guest said nothing" : "the guest said: \(line.prefix(200))"))
        }
        text.removeLast(end.utf8.count + 1)
        guard let data = Data(base64Encoded: Data(text), options: .ignoreUnknownCharacters), !data.isEmpty else {
            return .failure(Fault(reason: "the guest sent nothing that can be read"))
        }
        return .success(Array(data))
    }
}
