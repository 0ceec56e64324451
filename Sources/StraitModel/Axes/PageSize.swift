// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// The kernel's base page size. It is fixed when the kernel is built, so it selects one of the source's kernels. By
    /// default it is the source's own choice.
    public static let pageSize = Axis(
        name: "pageSize", summary: "the kernel's page size: \(sizes)",
        display: Display(label: "page size") { "\($0) pages" }, form: .choice(Platform.pageSizes.map { "\($0)k" }),
        isPart: hasChoice,
        apply: { value, setup in
            guard let text = value.text, let size = Int(text.dropLast()) else { return }
            let platform = setup.architecture.platform
            guard platform.pages.contains(where: { $0.kibibytes == size }) else {
                let names = platform.pages.map { "\($0.kibibytes)k" }.joined(separator: " or ")
                throw unsupported("\(setup.architecture.rawValue) kernels have pages of \(names), not \(text)")
            }
            try check(setup.cpuModel, has: size, platform.processors)
            setup.pageSizeKiB = size
        },
        // A source without a choice of page sizes has only its own.
        refusal: { value, kernel in
            let own = "\(kernel.pageSizeKiB)k"
            return value.text == own ? nil : "the kernel has pages of \(own), not \(value)"
        },
        asks: [.page],
        effective: { guest in
            guard hasChoice(guest.architecture.platform) else { return nil }
            return guest.pageSizeKiB.map { .text("\($0)k") }
        })

    private static func hasChoice(_ platform: Platform) -> Bool { platform.pages.count > 1 }

    /// `4k, 16k (aarch64) or 64k (aarch64, ppc64le)`.
    private static var sizes: String {
        let all = Platform.names(where: hasChoice)
        let texts = Platform.pageSizes.map { size in
            let names = Platform.names { hasChoice($0) && $0.pages.contains { $0.kibibytes == size } }
            return "\(size)k" + (names == all ? "" : " (\(names))")
        }
        return texts.dropLast().joined(separator: ", ") + " or " + (texts.last ?? "")
    }

    /// A kernel with a page size that the CPU lacks stops before its first console line.
    private static func check(_ model: String, has size: Int, _ processors: Platform.Processors) throws {
        let able = processors.models.filter { $0.pages.contains(size) }.map(\.name)
        guard !processors.models.isEmpty, !able.contains(model) else { return }
        throw unsupported(
            "\(model) has no pages of \(size)k in QEMU; name one that has: \(able.joined(separator: ", "))")
    }
}

extension GuestEvidence {
    /// The kernel's base page size in KiB, as reported by the probe, else as the guest shows it.
    public var pageSizeKiB: Int? {
        // The guest is not trusted: the number may be too large to calculate with.
        [probeNumber("page_size").map { Int($0 / 1024) }, self[.page].kibibytes(of: "KernelPageSize")]
            .lazy.compactMap { $0 }.first { (1...(1 << 20)).contains($0) }
    }
}
