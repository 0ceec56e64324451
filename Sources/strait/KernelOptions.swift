// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitModel

/// A kernel that is named on the command line and not in a configuration.
struct KernelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A kernel: debian:SUITE, tree:DIR or files:DIR.",
            discussion: "Paths are relative to the working directory.", valueName: "source"))
    var kernel: String?

    @Option(
        help: ArgumentHelp(
            "A patch, a directory of patches or a mailbox to apply; may be repeated.", valueName: "path"))
    var patch: [String] = []

    @Option(help: ArgumentHelp("The kernel configuration: own (the tree's .config) or a file.", valueName: "file"))
    var kernelConfig: String?

    /// The kernel under this name; nil where none is named.
    func request(named name: String) throws -> KernelRequest? {
        guard let kernel else {
            guard patch.isEmpty, kernelConfig == nil else {
                throw StraitError(.request, "--patch and --kernel-config need --kernel")
            }
            return nil
        }
        guard let source = KernelSource(parsing: kernel) else {
            throw StraitError(
                .request, "--kernel \(kernel) is not a kernel source; write debian:SUITE, files:DIR or tree:DIR")
        }
        return KernelRequest(name: name, sources: [source], patches: patch, config: kernelConfig)
            .located(in: FileManager.default.currentDirectoryPath, home: NSHomeDirectory())
    }
}
