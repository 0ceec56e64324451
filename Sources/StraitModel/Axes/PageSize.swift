// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// The kernel's base page size, which is decided when it is built: it chooses among a source's kernels. Not named, it is what the
    /// source's own choice has.
    public static let pageSize = Axis(
        name: "pageSize", summary: "the kernel's page size: 4k, 16k (aarch64) or 64k (ppc64le)",
        form: .choice(["4k", "16k", "64k"]), architectures: [.aarch64, .ppc64le],
        apply: { value, setup in
            guard let text = value.text, let size = Int(text.dropLast()) else { return }
            let known = sizes[setup.architecture] ?? []
            guard known.contains(size) else {
                let names = known.map { "\($0)k" }.joined(separator: " or ")
                throw unsupported("\(setup.architecture.rawValue) kernels have pages of \(names), not \(text)")
            }
            if setup.architecture == .aarch64, size == 16 { try checkGranule(setup.cpuModel) }
            setup.pageSizeKiB = size
        },
        effective: { $0.pageSizeKiB.map { .text("\($0)k") } }, isShown: [.aarch64, .ppc64le])

    /// What distributions build.
    private static let sizes: [Architecture: [Int]] = [.aarch64: [4, 16], .ppc64le: [4, 64]]

    /// A kernel of 16k pages stops before its first line of console on a CPU without them.
    private static func checkGranule(_ model: String) throws {
        let able = Architecture.aarch64.row.cpus.filter(\.granule16k).map(\.name)
        guard !able.contains(model) else { return }
        throw unsupported("\(model) has no pages of 16k in QEMU; name one that has: \(able.joined(separator: ", "))")
    }
}
