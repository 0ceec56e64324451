// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// One cell by what is asked of it, as text: a configuration of a single row, so that nothing is read here that a configuration would
/// read another way.
public struct OneCell: Sendable {
    /// The name of its runs.
    public static let name = "repro"
    private static let kernelName = "kernel"
    /// Where kernels come from where nothing else is asked for.
    public static let standardKernel = "debian:trixie-backports"

    /// The architecture.
    public var architecture: String
    /// The source of the kernel.
    public var kernel: String
    /// Patches on top of it: paths.
    public var patches: [String]
    /// What configures it, where it is built here.
    public var config: String?
    /// Values of axes, by the keys of a configuration.
    public var axes: [String: String]
    /// Sizes of device memory, separated by commas; nil takes what is standard.
    public var deviceMemory: String?
    /// `hmm-tests`, `none`, or names of tests, separated by commas.
    public var selftests: String?
    /// How often the probe is loaded and unloaded besides.
    public var reloads: String?

    /// A cell.
    public init(
        architecture: String, kernel: String = OneCell.standardKernel, patches: [String] = [], config: String? = nil,
        axes: [String: String] = [:], deviceMemory: String? = nil, selftests: String? = nil, reloads: String? = nil
    ) {
        self.architecture = architecture
        self.kernel = kernel
        self.patches = patches
        self.config = config
        self.reloads = reloads
        self.axes = axes
        self.deviceMemory = deviceMemory
        self.selftests = selftests
        self.reloads = reloads
    }

    /// The configuration: JSON, which is YAML too.
    public var text: String {
        get throws {
            var row: [String: Any] = axes
            row["arch"] = architecture
            row["kernel"] = Self.kernelName
            row["deviceMemory"] = deviceMemory.map(Self.list)
            var whole: [String: Any] = [
                "name": Self.name, "kernels": [Self.kernelName: source], "matrix": [row],
            ]
            var workload: [String: Any] = [:]
            if let selftests {
                workload["selftests"] =
                    SelftestSection.words[selftests] != nil ? selftests as Any : Self.list(selftests)
            }
            workload["reloads"] = reloads
            if !workload.isEmpty { whole["workload"] = workload }
            let data = try JSONSerialization.data(
                withJSONObject: whole, options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes])
            return String(decoding: data, as: UTF8.self) + "\n"
        }
    }

    /// The kernel as a configuration writes it.
    private var source: Any {
        guard !patches.isEmpty || config != nil else { return kernel }
        var source: [String: Any] = ["source": kernel]
        if !patches.isEmpty { source["patches"] = patches }
        source["config"] = config
        return source
    }

    /// The cell with its kernel. Errors: ``ConfigurationErrors`` in terms of the options, `request` where it would be several cells.
    public func matrix() throws -> Matrix {
        let matrix: Matrix
        do {
            matrix = try Configuration.parse(text: text, file: "").matrix()
        } catch let errors as ConfigurationErrors {
            throw ConfigurationErrors(errors.errors.map(Self.translated))
        }
        guard matrix.cells.count == 1 else {
            throw StraitError(
                .request, "that is \(matrix.cells.count) cells; give each option one value, as in --kaslr seed:7")
        }
        return matrix
    }

    /// The sources of a kernel, as a configuration would read them.
    public static func sources(_ kernel: String) throws -> [KernelSource] {
        try OneCell(architecture: Architecture.x86_64.rawValue, kernel: kernel).matrix().kernels[0].sources
    }

    /// The options that are not called as the keys are.
    private static let options = [
        kernelName: "kernel", "source": "kernel", "patches": "patch", "config": "kernelConfig",
    ]

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    /// The same sentence, about the option that the key came from.
    private static func translated(_ error: StraitError) -> StraitError {
        let parts = (error.place?.key ?? "").split(separator: ".").map { $0.prefix { $0 != "[" } }
        let last = parts.last.map(String.init) ?? ""
        let key = Self.options[last] ?? last
        guard !key.isEmpty else { return StraitError(error.kind, error.message, cause: error.cause) }
        return StraitError(
            error.kind, error.message, place: .init(file: Self.option(of: key)), cause: error.cause)
    }
}
