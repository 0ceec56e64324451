// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// The one way in which strait writes JSON: same value, same bytes, and a `diff` of two runs shows what differs and nothing else.
enum RunJSON {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try [UInt8](encoder.encode(value)) + [UInt8(ascii: "\n")]
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }

    /// A result with its times in whole milliseconds: nobody measures finer, and 0.30000000000000004 helps no reader.
    static func rounded(_ result: CellResult) -> CellResult {
        var result = result
        result.phases = Phases(
            define: milliseconds(result.phases.define), boot: milliseconds(result.phases.boot),
            login: milliseconds(result.phases.login), workload: milliseconds(result.phases.workload),
            teardown: milliseconds(result.phases.teardown))
        for index in result.ladder.indices {
            result.ladder[index].seconds = milliseconds(result.ladder[index].seconds)
        }
        return result
    }

    /// JSON has no infinity: a time that is not a number is no time.
    private static func milliseconds(_ seconds: Double) -> Double {
        seconds.isFinite ? (seconds * 1000).rounded() / 1000 : 0
    }
}
