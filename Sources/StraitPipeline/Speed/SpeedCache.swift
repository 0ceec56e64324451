// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem

/// Stores the measured speeds of a host in the cache, because the boots take too long to repeat them for every run.
struct SpeedCache: Sendable {
    private let directory: String
    private let host: String

    /// For this host, or for the host of a connection. The key contains everything that can change the result.
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

    /// The speed for an image's architecture; nil if it is unknown.
    func read(_ image: GuestImage) -> GuestSpeed? {
        // A broken entry is measured and written again.
        FileManager.default.contents(atPath: path(image)).flatMap {
            try? JSON.decode(GuestSpeed.self, $0)
        }
    }

    /// Stores a speed. If that fails, the next run has to measure again.
    func write(_ speed: GuestSpeed, _ image: GuestImage) {
        try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try? WholeFile.write(JSON.encode(speed), to: path(image))
    }

    private func path(_ image: GuestImage) -> String {
        "\(directory)/\(image.architecture.rawValue)-\(StableDigest.of(host + "\n" + image.kernelSHA256)).json"
    }
}
