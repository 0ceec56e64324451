// SPDX-License-Identifier: Apache-2.0

/// What the sections of a page share.
struct PageParts {
    /// Names of squares, and links to them.
    let links: SquareLinks
    /// The kernel reports that are told once.
    let reports: ToldReports
    /// How much text of guests the sections about the run as a whole may show.
    let allowance: Allowance
}
