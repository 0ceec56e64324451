// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// The kernel's base page size, which is decided when it is built: it chooses among a source's kernels. Not named, it is what the
    /// source's own choice has.
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
        // A source that has no choice of pages has the ones that it has.
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

    /// A kernel of other pages than the CPU has stops before its first line of console.
    private static func check(_ model: String, has size: Int, _ processors: Platform.Processors) throws {
        let able = processors.models.filter { $0.pages.contains(size) }.map(\.name)
        guard !processors.models.isEmpty, !able.contains(model) else { return }
        throw unsupported(
            "\(model) has no pages of \(size)k in QEMU; name one that has: \(able.joined(separator: ", "))")
    }
}

extension GuestEvidence {
    /// The kernel's base page size in KiB, as the probe says, else as the guest shows it.
    public var pageSizeKiB: Int? {
        // A guest may claim any number, and not every number can be reckoned with.
        [probeNumber("page_size").map { Int($0 / 1024) }, self[.page].kibibytes(of: "KernelPageSize")]
            .lazy.compactMap { $0 }.first { (1...(1 << 20)).contains($0) }
    }
}
