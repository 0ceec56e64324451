// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem

/// What was found out about a host, kept in the cache: a boot for each architecture, and another one where KVM is tried, is nothing to
/// spend on every run.
struct SpeedCache: Sendable {
    private let directory: String
    private let host: String

    /// Of this host, or of the one behind a connection. What can change the answer is part of the question.
    init(cache: String, connection: String?, versions: [String: String]) {
        directory = "\(cache)/hosts"
        let cpuinfo = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = cpuinfo.split(separator: "\n")
            .first { $0.hasPrefix("model name") || $0.hasPrefix("CPU part") || $0.hasPrefix("cpu\t") }
        var name = utsname()
        uname(&name)
        let release = withUnsafeBytes(of: name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let hasKVM = FileManager.default.isReadableFile(atPath: "/dev/kvm")
        host = [
            connection ?? "", String(model ?? ""), "\(ProcessInfo.processInfo.activeProcessorCount)", release,
            versions["qemu"] ?? "", "\(hasKVM)",
        ].joined(separator: "\n")
    }

    /// What is known of an image's architecture; nil where nothing is.
    func read(_ image: GuestImage) -> GuestSpeed? {
        // A broken entry is as good as none: it is measured again and written anew.
        FileManager.default.contents(atPath: path(image)).flatMap {
            try? JSON.decode(GuestSpeed.self, $0)
        }
    }

    /// Keeps it. A cache that cannot be written only costs the next run its boot.
    func write(_ speed: GuestSpeed, _ image: GuestImage) {
        try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try? WholeFile.write(JSON.encode(speed), to: path(image))
    }

    private func path(_ image: GuestImage) -> String {
        "\(directory)/\(image.architecture.rawValue)-\(StableDigest.of(host + "\n" + image.kernelSHA256)).json"
    }
}
