// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitModel
import StraitSystem
import StraitWorkload

/// Installs the timer of `configs/systemd/` for one configuration.
struct TimerInstallation {
    /// Whose timer it is.
    enum Scope: String, ExpressibleByArgument, CaseIterable {
        case user, system
    }

    let scope: Scope
    let name: String
    let config: String
    let calendar: String

    /// Writes the units. Returns a text that says where they are and which command enables them.
    func install(recipes: String) throws -> String {
        let templates = "\((recipes as NSString).deletingLastPathComponent)/configs/systemd"
        let unit = "strait-nightly-\(name)"
        let directory = try self.directory
        for kind in ["service", "timer"] {
            let template = "\(templates)/\(scope == .user ? "user/" : "")strait-nightly.\(kind)"
            guard let text = try? String(contentsOfFile: template, encoding: .utf8) else {
                throw StraitError(
                    .request,
                    "the unit template \(template) is missing; it belongs to strait's source and to its installation")
            }
            try write(filled(text), to: "\(directory)/\(unit).\(kind)", in: directory)
        }
        let control = scope == .user ? "systemctl --user" : "systemctl"
        return """
            written: \(directory)/\(unit).service and .timer
            enable:  \(control) daemon-reload && \(control) enable --now \(unit).timer
            cron:    30 2 * * *  \(program) nightly \(ShellWord.quoted(config))
            """
    }

    private var directory: String {
        get throws {
            if scope == .system { return "/etc/systemd/system" }
            let environment = ProcessInfo.processInfo.environment
            let base = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            return (base ?? "\(environment["HOME"] ?? NSHomeDirectory())/.config") + "/systemd/user"
        }
    }

    private var program: String { URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path }

    /// The templates name the paths of a plain installation; this puts in the path of this program, the configuration and the time.
    private func filled(_ text: String) -> String {
        text.replacing(
            "/usr/local/bin/strait nightly /etc/strait/nightly.yaml",
            with: "\(Self.word(program)) nightly \(Self.word(config))"
        )
        .replacing("OnCalendar=*-*-* 02:30", with: "OnCalendar=\(calendar)")
    }

    /// A word of a unit's command line (systemd.service(5)): in quotes, with `%` and `$` doubled.
    private static func word(_ path: String) -> String {
        let escaped = path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("%", with: "%%")
            .replacing("$", with: "$$")
        return "\"\(escaped)\""
    }

    private func write(_ text: String, to path: String, in directory: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try WholeFile.write(text, to: path)
        } catch let error as StraitError {
            throw StraitError(.request, error.message)
        } catch {
            throw StraitError(.request, "cannot write \(path)", cause: error.localizedDescription)
        }
    }
}
