// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What a finding says.
package enum FindingSubject: Sendable {
    /// The kernel did not grant sizes of device memory: where, with which answer, and which sizes.
    case refusal(Rung, Errno?, sizes: [DeviceMemoryRequest])
    /// Tests of a suite failed.
    case tests(suite: String, [SelftestResult])
    /// The kernel printed a report.
    case report(ReportGroup)
    /// A rung that is part of a question did not pass, or the guest was lost there.
    case rung(Rung, Outcome)
    /// The cell as a whole: it has no verdict on the kernel, the guest was lost before it was asked anything, or it passed
    /// unexpectedly.
    case outcome
}
