// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitConfig
import StraitModel
import StraitStore

/// Which nights go: those beyond both bounds, but never the last good and the first bad of a cell that is bad now.
struct NightPruning {
    let settings: NightlySettings
    let store: HistoryStore?

    /// Removes them, and returns their numbers. The night `before` stays, which the last one was compared with: where those since
    /// cannot be trusted, the next one is compared with it as well.
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
            // Out of sight first: an interrupted removal leaves no half night under its name.
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

    /// What an interrupted removal has left.
    private static func sweep(_ root: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] where name.hasPrefix(mark) {
            // What cannot be removed now is out of sight, and goes another night.
            try? FileManager.default.removeItem(atPath: "\(root)/\(name)")
        }
    }

    /// What the history would be asked for: without it nothing is removed, since nobody could tell what is needed.
    private func witnesses(_ configuration: String) throws -> Set<String> {
        guard let store else {
            throw StraitError(
                .infrastructure, "no night was removed: without the history nobody knows which are needed")
        }
        let breaks = try store.cells(of: configuration).compactMap(\.firstBad)
        return Set(breaks.flatMap { [$0.lastGood?.run, $0.firstBad.run].compactMap { $0 } })
    }

    /// A night from the future is young, and so is one that does not say when it was: a doubt keeps more, never less.
    private func isYoung(_ started: String, _ now: Date) -> Bool {
        guard let days = settings.keptDays else { return false }
        guard let date = try? Date(started, strategy: .iso8601) else { return true }
        return now.timeIntervalSince(date) < Double(days) * 86400
    }
}
