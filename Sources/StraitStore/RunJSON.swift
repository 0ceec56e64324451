// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What the JSON of a run has in a form of its own.
enum RunJSON {
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
