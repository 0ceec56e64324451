// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitReport
import StraitStore

/// A run that may leave the house: it has ended, and can be trusted.
public struct PublishableRun: Sendable {
    /// Its directory.
    public let directory: RunDirectory
    private let report: RunReport

    /// Opens a run. Errors: `infrastructure` with the reason if it must not be published: it goes on, or it cannot be trusted.
    public init(at path: String) throws {
        directory = try RunDirectory.open(at: path)
        report = try RunReport(of: directory)
        let stored = try directory.results()
        guard report.isFinished else {
            throw StraitError(.infrastructure, "\(path) has not ended, so it is not published")
        }
        if let objection = directory.record.objections(to: stored.cells, ended: true).first {
            throw StraitError(
                .infrastructure, "\(path) cannot be trusted, so it is not published", cause: objection.sentence)
        }
        if let problem = stored.problems.first {
            throw StraitError(.infrastructure, "\(path) is damaged, so it is not published", cause: problem)
        }
    }

    /// KCIDB's JSON.
    func kcidb() throws -> [UInt8] { try report.kcidb() }

    /// Checks for Patchwork.
    func checks(targetURL: String?) -> [PatchworkCheck] { report.checks(targetURL: targetURL) }

    /// The Message-ID of the last patch that came as a mail; nil if none did.
    var lastMessageID: String? {
        directory.record.images.compactMap { $0.patches?.last { $0.messageID != nil }?.messageID }.last
    }
}
