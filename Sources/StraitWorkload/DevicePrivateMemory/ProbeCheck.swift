// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Something that the probe looks at when the kernel has granted a region (`images/probe/check.c`): whether what it gave is what it
/// said.
struct ProbeCheck: Sendable {
    /// The key of the probe's answer, and its name in results.
    let name: String
    /// Whether it looks at struct pages, which there are only after init.
    let isOfPages: Bool
    /// Whether there may be nothing to look at, by what else the answer says.
    private let mayBeMissing: @Sendable (ProbeAnswer) -> Bool
    /// What is wrong, as a sentence, from the answer's figures.
    private let sentence: @Sendable (Figures) -> String

    /// What the probe tells of a check that failed.
    struct Figures {
        /// The name of the check.
        let name: String
        let answer: ProbeAnswer

        /// How many are not as they have to be.
        var bad: String { text("bad") }
        /// The first of them.
        var first: String { text("first") }
        /// How it is.
        var found: String { text("found") }
        /// How it has to be.
        var wanted: String { text("wanted") }
        /// How many struct pages the region has.
        var pages: String { answer.number("checked").map(String.init) ?? "?" }
        /// `4 of 65536 struct pages`.
        var some: String { "\(bad) of \(pages) struct pages" }

        private func text(_ key: String) -> String { answer.number("\(name)_\(key)").map(String.init) ?? "?" }
        /// A word of memory, or an address.
        func hex(_ key: String) -> String { answer.address("\(name)_\(key)")?.description ?? "?" }
    }

    private init(
        _ name: String, ofPages: Bool = true,
        mayBeMissing: @escaping @Sendable (ProbeAnswer) -> Bool = { _ in false },
        _ sentence: @escaping @Sendable (Figures) -> String
    ) {
        self.name = name
        isOfPages = ofPages
        self.mayBeMissing = mayBeMissing
        self.sentence = sentence
    }

    static let all = [
        ProbeCheck("length", ofPages: false, mayBeMissing: { $0.grantsNoAddresses && !$0.makesPages }) {
            "the range has \($0.found) bytes where \($0.wanted) were asked for"
        },
        ProbeCheck("place", ofPages: false, mayBeMissing: \.grantsNoAddresses) {
            "the range ends at \($0.hex("found")), above \($0.hex("wanted")), the last address that the kernel can map"
        },
        ProbeCheck("pgmap") { "\($0.some) do not belong to the region's dev_pagemap, the first is \($0.first)" },
        ProbeCheck("zone") {
            "\($0.some) are in zone \($0.found), not in ZONE_DEVICE (\($0.wanted)), the first is \($0.first)"
        },
        ProbeCheck("node") {
            "\($0.some) are of node \($0.found), not of node \($0.wanted), the first is \($0.first)"
        },
        // Of another dev_pagemap, which may be none at all, nothing can be asked.
        ProbeCheck("type", mayBeMissing: { $0.values["pgmap"] == "bad" }) {
            "\($0.some) are not device-private, the first is \($0.first)"
        },
        ProbeCheck("count") {
            "\($0.some) are in use before anybody got them, the first is \($0.first) (its count is \($0.found))"
        },
        ProbeCheck("zeroed") { "\($0.some) are not zeroed, the first is \($0.first) (it has \($0.hex("found")))" },
        // Only where a page finds its head by masking its own address.
        ProbeCheck("aligned", mayBeMissing: { _ in true }) {
            "the array of struct pages is aligned to folios of order \($0.found), and the largest have order \($0.wanted)"
        },
        ProbeCheck("head", mayBeMissing: \.hasNoFolio) {
            "page_folio() is not the head of the large folio for \($0.bad) pages, the first is \($0.first)"
        },
    ]

    /// What became of the check: nil where the answer does not say it, or says what cannot be.
    func outcome(in answer: ProbeAnswer) -> Outcome? {
        switch answer.values[name] {
        case "ok": .passed
        case "bad": .failed
        case "none" where mayBeMissing(answer): .unsupported
        default: nil
        }
    }

    /// What is wrong, where the answer says that something is.
    func fault(in answer: ProbeAnswer) -> String? {
        guard outcome(in: answer) == .failed else { return nil }
        return sentence(Figures(name: name, answer: answer))
    }
}

extension ProbeAnswer {
    /// The checks that belong to this answer: those of pages only where pages were made.
    private var checks: [ProbeCheck] { ProbeCheck.all.filter { makesPages || !$0.isOfPages } }

    /// What became of each check that the answer tells of.
    var checkOutcomes: [String: Outcome] {
        Dictionary(
            uniqueKeysWithValues: checks.compactMap { check in check.outcome(in: self).map { (check.name, $0) } })
    }

    /// The first check that failed, as a sentence: those behind it in the list may be its consequences.
    var fault: String? { checks.lazy.compactMap { $0.fault(in: self) }.first }

    /// Checks that the answer does not tell of.
    var untold: [String] { checks.filter { $0.outcome(in: self) == nil }.map(\.name) }

    /// Whether the request makes struct pages.
    fileprivate var makesPages: Bool { ["init", "hold"].contains(operation) }

    /// Whether this kernel's device memory takes no addresses.
    fileprivate var grantsNoAddresses: Bool { values["needed"] == "no" }

    /// Whether no large folio was made: there are none in this kernel, the region has no room for one at a multiple of its size, or its
    /// pages are no pages to make one of.
    fileprivate var hasNoFolio: Bool {
        guard let order = number("folio_order"), let pages = number("checked") else { return false }
        let isBad = ProbeCheck.all.contains { values[$0.name] == "bad" && !["aligned", "head"].contains($0.name) }
        return isBad || order == 0 || order > 32 || pages < 2 << order
    }
}
