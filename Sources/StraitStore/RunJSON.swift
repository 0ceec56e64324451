// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Rounding of the values in a run's JSON.
enum RunJSON {
    /// A result with its times in whole milliseconds: finer digits are noise, such as 0.30000000000000004.
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

    /// JSON has no infinity: a time that is not finite is written as 0.
    private static func milliseconds(_ seconds: Double) -> Double {
        seconds.isFinite ? (seconds * 1000).rounded() / 1000 : 0
    }
}
