// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

extension RunRecord.Host {
    /// Describes this host.
    static func current(_ capacity: HostCapacity) -> RunRecord.Host {
        var name = utsname()
        uname(&name)
        let system = [field(name.sysname), field(name.release), field(name.machine)].joined(separator: " ")
        let pretty = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8))?
            .split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }?
            .dropFirst("PRETTY_NAME=".count).trimmingCharacters(in: CharacterSet(charactersIn: "\""))
        return RunRecord.Host(
            name: field(name.nodename), system: [pretty, system].compactMap { $0 }.joined(separator: ", "),
            cores: capacity.cores, memoryMiB: capacity.memory.count)
    }

    private static func field<Tuple>(_ tuple: Tuple) -> String {
        withUnsafeBytes(of: tuple) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
