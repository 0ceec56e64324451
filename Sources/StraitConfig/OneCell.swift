// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// One cell from the options of `strait repro`. It is read as a configuration with a single row, so that every value
/// means the same as in a configuration.
public struct OneCell: Sendable {
    /// The name of its runs.
    public static let name = "repro"
    private static let kernelName = "kernel"
    /// The default source of the kernel.
    public static let standardKernel = "debian:trixie-backports"

    /// The architecture.
    public var architecture: String
    /// The source of the kernel.
    public var kernel: String
    /// Paths of patches for it.
    public var patches: [String]
    /// The kernel configuration, if the kernel is built here.
    public var config: String?
    /// Values of axes, by the keys of a configuration.
    public var axes: [String: String]
    /// Sizes of device memory, separated by commas; nil takes what is standard.
    public var deviceMemory: String?
    /// `hmm-tests`, `none`, or names of tests separated by commas.
    public var selftests: String?
    /// How many extra times the probe is loaded and unloaded.
    public var reloads: String?
    /// Options on top of strait's own configuration: `HUGETLBFS=y`.
    public var options: [String]
    /// How `test_hmm` is loaded, separated by commas: `chunk=512MiB`.
    public var testHMM: String?

    /// Makes a cell's request.
    public init(
        architecture: String, kernel: String = OneCell.standardKernel, patches: [String] = [], config: String? = nil,
        options: [String] = [], axes: [String: String] = [:], deviceMemory: String? = nil, selftests: String? = nil,
        reloads: String? = nil, testHMM: String? = nil
    ) {
        self.architecture = architecture
        self.kernel = kernel
        self.patches = patches
        self.config = config
        self.options = options
        self.testHMM = testHMM
        self.axes = axes
        self.deviceMemory = deviceMemory
        self.selftests = selftests
        self.reloads = reloads
    }

    /// The configuration, as JSON, which is also YAML.
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
            workload["testHMM"] = testHMM.map(Self.list)
            if !workload.isEmpty { whole["workload"] = workload }
            let data = try JSONSerialization.data(
                withJSONObject: whole, options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes])
            return String(decoding: data, as: UTF8.self) + "\n"
        }
    }

    /// The kernel in the form of a configuration.
    private var source: Any {
        guard !patches.isEmpty || config != nil || !options.isEmpty else { return kernel }
        var source: [String: Any] = ["source": kernel]
        if !patches.isEmpty { source["patches"] = patches }
        source["config"] = config
        if !options.isEmpty { source["options"] = options }
        return source
    }

    /// The cell with its kernel. Errors: ``ConfigurationErrors`` that name the options; `request` if the options
    /// describe several cells.
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

    /// Reads the sources of a kernel as in a configuration.
    public static func sources(_ kernel: String) throws -> [KernelSource] {
        try OneCell(architecture: Architecture.x86_64.rawValue, kernel: kernel).matrix().kernels[0].sources
    }

    /// The options that are not named like their keys.
    private static let options = [
        kernelName: "kernel", "source": "kernel", "patches": "patch", "config": "kernelConfig",
        "options": "kernelOption",
    ]

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    /// The same error, with the option in place of the key.
    private static func translated(_ error: StraitError) -> StraitError {
        let parts = (error.place?.key ?? "").split(separator: ".").map { $0.prefix { $0 != "[" } }
        let last = parts.last.map(String.init) ?? ""
        let key = Self.options[last] ?? last
        guard !key.isEmpty else { return StraitError(error.kind, error.message, cause: error.cause) }
        return StraitError(
            error.kind, error.message, place: .init(file: Self.option(of: key)), cause: error.cause)
    }
}
