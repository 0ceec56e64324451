// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// How a run was made: what a reader needs to trust it and to repeat it.
enum ProvenanceView {
    static func view(_ input: ReportInput) -> View {
        let record = input.record
        let facts: [(String, String)] = [
            ("Run", record.id), ("Started", record.started), ("Ended", input.results.finished ?? "not yet"),
            ("Wall time", input.results.wallTime.map(Words.time) ?? "–"),
            ("Command", record.arguments.joined(separator: " ")), ("Host", record.host.name),
            ("System", record.host.system),
            (
                "Machine",
                "\(Words.count(record.host.cores, "core")), \(Words.bytes(Mebibytes(record.host.memoryMiB).bytes))"
            ),
        ]
        let tools = record.tools.sorted { $0.key < $1.key }
        return [
            "facts": (facts + tools).map { ["name": $0.0, "value": $0.1] as View }, "images": images(record.images),
            "hasImages": !record.images.isEmpty, "configuration": configuration(record.configuration),
            "configurationOpen": record.configuration.utf8.count < 2000,
            "time": time(input.results.cells),
        ]
    }

    private static func images(_ images: [GuestImage]) -> [View] {
        images.map { image in
            [
                "arch": image.architecture.rawValue, "kernel": image.kernel, "source": image.source.description,
                "release": image.release, "version": image.version, "kernelHash": image.kernelSHA256,
                "initramfsHash": image.initramfsSHA256,
                "facts": [
                    "\(image.facts.pageSizeKiB) KiB pages", image.facts.kaslr ? "KASLR" : "no KASLR",
                    image.facts.devicePrivate ? "DEVICE_PRIVATE" : "no DEVICE_PRIVATE",
                    "interface \(image.facts.interface)", image.facts.reasonForGaps.map { "no selftests: \($0)" },
                ].compactMap { $0 }.joined(separator: ", "),
                "patches": (image.patches ?? []).map {
                    ["name": "\(Clean.line($0.name, limit: 200)) (\($0.sha256.prefix(12)))"] as View
                },
                "passedOver": image.passedOver.isEmpty ? nil : image.passedOver.joined(separator: "; "),
            ]
        }
    }

    /// The lines of the configuration file.
    private static func configuration(_ text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            Clean.line(String($0), limit: 400)
        }
        let shown = lines.prefix(2000)
        return Array(shown)
            + (lines.count > shown.count ? ["… \(Words.count(lines.count - shown.count, "more line"))"] : [])
    }

    /// The guests' time over all cells, and by architecture.
    private static func time(_ cells: [CellResult]) -> View? {
        let measured = cells.filter { $0.phases.total > 0 && $0.phases.total.isFinite }
        guard !measured.isEmpty else { return nil }
        guard let bar = PhasesView.view(PhasesView.sum(measured)) else { return nil }
        let names = PhasesView.names
        let groups = Dictionary(grouping: measured, by: \.arch).sorted { $0.key < $1.key }
        let rows = groups.map { arch, cells -> View in
            let means = names.map { phase in
                Words.time(cells.reduce(0) { $0 + phase.seconds($1.phases) } / Double(cells.count))
            }
            return [
                "arch": arch.rawValue, "count": cells.count, "means": means,
                "total": Words.time(cells.reduce(0) { $0 + $1.phases.total } / Double(cells.count)),
            ]
        }
        let slowest = measured.enumerated().sorted {
            ($1.element.phases.total, $0.offset) < ($0.element.phases.total, $1.offset)
        }.prefix(3)
        return bar.with([
            "rows": rows, "names": names.map(\.name),
            "slowest": slowest.map { ["id": $0.element.id, "time": Words.time($0.element.phases.total)] as View },
            "hasSlowest": measured.count > 3,
        ])
    }
}
