// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem

/// A page that a command writes: its file, and how it is shown.
struct Page: Sendable {
    private let file: URL

    /// The file that was requested, else the standard one.
    init(_ output: String?, standard: String) { file = URL(fileURLWithPath: output ?? standard) }

    /// Path from the page to a directory, empty or ending in `/`: relative, so that both can be moved or served together.
    func base(to directory: String) -> String {
        let own = file.deletingLastPathComponent().standardizedFileURL.pathComponents
        let other = URL(fileURLWithPath: directory).standardizedFileURL.pathComponents
        let common = zip(own, other).prefix { $0 == $1 }.count
        // The path goes into links of the page, so special characters in names are escaped.
        let plain = CharacterSet(charactersIn: "-._~,+").union(.alphanumerics)
        let down = other.dropFirst(common).map { $0.addingPercentEncoding(withAllowedCharacters: plain) ?? "" }
        return (Array(repeating: "..", count: own.count - common) + down).map { $0 + "/" }.joined()
    }

    /// Writes it atomically.
    func write(_ bytes: [UInt8]) throws {
        do { try WholeFile.write(bytes, to: file.path) } catch let error as StraitError {
            throw StraitError(.request, error.message)
        }
    }

    /// Longer than anybody reads: if no browser is running, xdg-open can run as long as the one that it starts.
    private static let reading = Duration.seconds(30 * 86400)

    /// Prints the path, and opens the page in the desktop's browser.
    func shown(opened: Bool) async throws {
        Terminal.output.line(file.path)
        guard opened else { return }
        let browser = ChildProcess("xdg-open", [file.path], variables: .inherited, package: "xdg-utils")
        guard try await browser.pass(deadline: Self.reading).succeeded else {
            throw StraitError(
                .request, "xdg-open cannot open \(file.path); the page is written, so open it in a browser")
        }
    }
}
