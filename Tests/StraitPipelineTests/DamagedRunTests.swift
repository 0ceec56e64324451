// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitReport
import StraitStore
import Testing

@testable import StraitPipeline

/// Files of a run with one number changed, as a bad disk, an editor or another program leaves them. strait prints an error
/// or writes a report, and never crashes.
@Suite final class DamagedRunTests {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/runs").standardizedFileURL.path
    private static let extremes = [NSNumber(value: Int.max), NSNumber(value: Int.min)]

    private let path = NSTemporaryDirectory() + "strait-damaged-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @Test(.timeLimit(.minutes(3))) func noNumberInAFileEndsStrait() throws {
        // The smallest run with a memory size, an address width, searches and capacities.
        let name = "sought"
        try FileManager.default.copyItem(atPath: "\(Self.fixtures)/\(name)", toPath: path)
        let files = try self.files()
        let keys = Set(files.values.flatMap { Self.numbers(in: $0) }).sorted { $0.lexicographicallyPrecedes($1) }
        #expect(keys.count > 20, "\(keys)")
        let base = try RunDirectory.open(at: "\(Self.fixtures)/\(name)")
        var readable = 0
        for key in keys {
            for extreme in Self.extremes {
                for (file, value) in files { try write(Self.replaced(value, key[...], extreme), to: file) }
                if read(base) { readable += 1 }
            }
        }
        // Most numbers are refused; a report is written for the others.
        #expect(readable > 10, "\(readable) of \(keys.count)")
    }

    /// Everything that reads a run and makes something of it; whether it did.
    private func read(_ base: RunDirectory) -> Bool {
        do {
            let run = try RunDirectory.open(at: path)
            let report = try RunReport(of: run, against: [base])
            _ = (report.html, report.summary(width: 80, colour: false), report.ktap)
            _ = try RunReport.write(to: try RunDirectory.open(at: path, for: .writing))
            let comparison = try RunComparison(base, run, isEnded: true)
            _ = (ComparisonReport.table(comparison.comparison), ComparisonMail(comparison.comparison).text)
            return true
        } catch {
            #expect(error is StraitError, "\(error)")
            return false
        }
    }

    private func files() throws -> [String: Any] {
        var files: [String: Any] = [:]
        let all = FileManager.default.enumerator(atPath: path)
        while let name = all?.nextObject() as? String {
            guard name.hasSuffix(".json") else { continue }
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
            files[name] = try JSONSerialization.jsonObject(with: data)
        }
        return files
    }

    private func write(_ value: Any, to name: String) throws {
        try JSONSerialization.data(withJSONObject: value).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }

    /// The paths of the numbers in a value, without the places in lists.
    private static func numbers(in value: Any) -> Set<[String]> {
        switch value {
        case let map as [String: Any]:
            return Set(map.flatMap { key, value in numbers(in: value).map { [key] + $0 } })
        case let list as [Any]: return Set(list.flatMap(numbers))
        case let number as NSNumber where !(number is Bool): return [[]]
        default: return []
        }
    }

    private static func replaced(_ value: Any, _ path: ArraySlice<String>, _ number: NSNumber) -> Any {
        switch value {
        case let map as [String: Any]:
            guard let key = path.first, let inner = map[key] else { return value }
            return map.merging([key: replaced(inner, path.dropFirst(), number)]) { $1 }
        case let list as [Any]: return list.map { replaced($0, path, number) }
        case let old as NSNumber where !(old is Bool) && path.isEmpty: return number
        default: return value
        }
    }
}
