// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitConfig
import StraitModel
import StraitStore

/// Removes nights beyond both limits, except the last good and the first bad night of each cell that fails now.
struct NightPruning {
    let settings: NightlySettings
    let store: HistoryStore?

    /// Removes nights and returns their numbers. The night `before`, with which the last one was compared, stays: the
    /// next one may be compared with it as well.
    func prune(_ nights: [Nights.Night], but before: Nights.Night?, configuration: String, now: Date) throws -> [Int] {
        guard settings.keptNights != nil || settings.keptDays != nil else { return [] }
        let witnesses = try self.witnesses(configuration)
        for night in nights.prefix(1) { Self.sweep((night.path as NSString).deletingLastPathComponent) }
        var removed: [Int] = []
        for night in nights.dropLast(max(1, settings.keptNights ?? 1)) {
            let run = try night.open()
            guard night.number != before?.number, !isYoung(run.record.started, now), !witnesses.contains(run.record.id),
                !run.isBeingWritten
            else {
                continue
            }
            // Renamed first, so that an interrupted removal leaves no half of a night under its name.
            let gone = "\((night.path as NSString).deletingLastPathComponent)/\(Self.mark)\(night.number)"
            do {
                try FileManager.default.moveItem(atPath: night.path, toPath: gone)
                try FileManager.default.removeItem(atPath: gone)
            } catch {
                throw StraitError(
                    .infrastructure, "cannot remove the night \(night.path)", cause: error.localizedDescription)
            }
            removed.append(night.number)
        }
        return removed
    }

    private static let mark = ".removed-"

    /// Removes the remains of interrupted removals.
    private static func sweep(_ root: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] where name.hasPrefix(mark) {
            // What cannot be removed now is removed after another night.
            try? FileManager.default.removeItem(atPath: "\(root)/\(name)")
        }
    }

    /// The nights that are still needed, from the history. Without the history nothing is removed.
    private func witnesses(_ configuration: String) throws -> Set<String> {
        guard let store else {
            throw StraitError(
                .infrastructure, "no night was removed: without the history it is unknown which ones are needed")
        }
        let breaks = try store.cells(of: configuration).compactMap(\.firstBad)
        return Set(breaks.flatMap { [$0.lastGood?.run, $0.firstBad.run].compactMap { $0 } })
    }

    /// A night with a future or an unreadable date counts as young, so that it is kept.
    private func isYoung(_ started: String, _ now: Date) -> Bool {
        guard let days = settings.keptDays else { return false }
        guard let date = try? Date(started, strategy: .iso8601) else { return true }
        return now.timeIntervalSince(date) < Double(days) * 86400
    }
}
