// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Parses KTAP line by line. Unknown lines never change a status.
struct KTAPParser {
    private var output = KTAPOutput()
    private var tests: [SelftestResult] = []
    private var frames = [KTAPFrame](repeating: KTAPFrame(), count: KTAPLine.deepest + 1)
    private var diagnostics: [String] = []
    private var hasTimedOut = false
    /// The totals of earlier documents in the same output.
    private var before = KTAPFrame.Below()

    private static let mostDiagnostics = 16
    private static let longestDiagnostic = 200
    private static let mostContradictions = 8

    mutating func take(_ line: KTAPLine) {
        switch line.content {
        case .version: begin(line.depth)
        case .plan(let count, let skip):
            if frames[line.depth].plan == nil { frames[line.depth].plan = count }
            if let skip, line.depth == 0 { output.skippedAll = skip }
        case .totals(let totals): frames[line.depth].totals = totals
        case .bailOut(let reason): output.bailOut = output.bailOut ?? reason
        case .result(let isOK, let name, let directive, let data):
            result(line.depth, isOK, name, directive, data)
        case .diagnostic(let text): diagnostic(text)
        }
    }

    mutating func finish() -> KTAPOutput {
        fold(0)
        if let running = output.running {
            keep(.init(name: running, status: .error, detail: "no result: the output ends here"))
        }
        output.planned = before.hasPlan ? before.planned : nil
        output.tests = tests
        return output
    }

    /// A new document at this depth ends the previous one.
    private mutating func begin(_ depth: Int) {
        if frames[depth].count > 0 { fold(depth) }
    }

    private mutating func result(
        _ depth: Int, _ isOK: Bool, _ name: String, _ directive: KTAPLine.Directive?, _ data: String
    ) {
        if depth < KTAPLine.deepest { fold(depth + 1) }
        var status = Self.status(isOK, directive, hasTimedOut: hasTimedOut)
        if output.bailOut != nil { status = .error }
        let failed = [.fail, .timeout, .error].contains(status)
        frames[depth].count += 1
        if let children = frames[depth].open {
            frames[depth].open = nil
            frames[depth].parents += 1
            frames[depth].plannedBelow += children.planned
            frames[depth].hasPlanBelow = frames[depth].hasPlanBelow || children.hasPlan
            // A parent fails if a child fails, whatever it reports itself.
            if children.hasFailed, !failed { status = .fail }
            if failed, !children.hasFailed { keep(.init(name: name, status: status, detail: detail(data, failed))) }
        } else {
            keep(.init(name: name, status: status, detail: detail(data, failed)))
        }
        frames[depth].statuses[status, default: 0] += 1
        output.running = nil
        hasTimedOut = false
        diagnostics.removeAll(keepingCapacity: true)
    }

    /// Closes this level and deeper ones, and adds them to the one above.
    private mutating func fold(_ depth: Int) {
        for level in stride(from: KTAPLine.deepest, through: depth, by: -1) where !frames[level].isEmpty {
            let frame = frames[level]
            frames[level] = KTAPFrame()
            if frame.isTruncated { output.isTruncated = true }
            let room = Self.mostContradictions - output.contradictions.count
            output.contradictions += frame.contradictions.prefix(max(0, room))
            add(frame.below, above: level)
        }
    }

    private mutating func add(_ below: KTAPFrame.Below, above level: Int) {
        var sum = level == 0 ? before : frames[level - 1].open ?? KTAPFrame.Below()
        sum.planned += below.planned
        sum.hasPlan = sum.hasPlan || below.hasPlan
        sum.hasFailed = sum.hasFailed || below.hasFailed
        if level == 0 { before = sum } else { frames[level - 1].open = sum }
    }

    private mutating func keep(_ test: SelftestResult) {
        if tests.count < KTAPOutput.mostTests { tests.append(test) } else { output.dropped += 1 }
    }

    private mutating func diagnostic(_ line: String) {
        let text = String(line.drop { $0 == "#" || $0 == " " }.prefix(Self.longestDiagnostic))
        guard !text.isEmpty else { return }
        if text.hasPrefix("RUN ") {
            let name = text.dropFirst(4).split(separator: " ").first.map(String.init)
            output.running = name.map { String($0.prefix(KTAPLine.longestName)) }
            return
        }
        if text.hasSuffix("Test terminated by timeout") { hasTimedOut = true }
        if text.hasPrefix("OK ") || text.hasPrefix("FAIL ") { return }
        if diagnostics.count == Self.mostDiagnostics { diagnostics.removeFirst() }
        diagnostics.append(text)
    }

    /// The directive's text; for a failure without one, the lines printed before it.
    private func detail(_ data: String, _ failed: Bool) -> String? {
        if !data.isEmpty { return String(data.prefix(Self.longestDiagnostic)) }
        return failed && !diagnostics.isEmpty ? diagnostics.joined(separator: "\n") : nil
    }

    private static func status(
        _ isOK: Bool, _ directive: KTAPLine.Directive?, hasTimedOut: Bool
    ) -> SelftestResult.Status {
        switch directive {
        case .skip: .skip
        case .xfail: .xfail
        case .timeout: .timeout
        case .error: .error
        case .todo: isOK ? .pass : .xfail
        case nil: isOK ? .pass : hasTimedOut ? .timeout : .fail
        }
    }
}

extension KTAPOutput {
    /// Parses any bytes.
    public init(parsing bytes: [UInt8]) {
        var parser = KTAPParser()
        Bytes.eachLine(of: bytes) { parser.take(KTAPLine(Bytes.readable($0))) }
        self = parser.finish()
    }
}
