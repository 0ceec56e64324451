// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

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

    /// Writes it, whole or not at all.
    func write(_ bytes: [UInt8]) throws {
        do {
            try Data(bytes).write(to: file, options: .atomic)
        } catch let error as CocoaError {
            throw StraitError(.request, "cannot write \(file.path)", cause: error.localizedDescription)
        }
    }

    /// Tells where it is, and opens it in the desktop's browser.
    func shown(opened: Bool) throws {
        Terminal.output.line(file.path)
        guard opened else { return }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["xdg-open", file.path]
        (process.standardInput, process.standardOutput) = (FileHandle.nullDevice, FileHandle.nullDevice)
        do { try process.run() } catch {
            throw StraitError(.request, "cannot open \(file.path)", cause: error.localizedDescription)
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw StraitError(
                .request, "xdg-open cannot open \(file.path); the page is written, so open it in a browser")
        }
    }
}
