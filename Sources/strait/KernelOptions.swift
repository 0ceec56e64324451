// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitConfig
import StraitImage
import StraitModel
import StraitPipeline

/// A kernel that is named on the command line and not in a configuration.
struct KernelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A kernel: debian:SUITE, tree:DIR or files:DIR.",
            discussion: "Paths are relative to the working directory.", valueName: "source"))
    var kernel: String?

    @Option(
        help: ArgumentHelp(
            "A patch, a mailbox, a directory or commits to apply, as `strait patches` takes them; may be repeated.",
            valueName: "path"))
    var patch: [String] = []

    @Option(help: ArgumentHelp("The kernel configuration: own (the tree's .config) or a file.", valueName: "file"))
    var kernelConfig: String?

    @Option(
        help: ArgumentHelp(
            "An option on top of strait's own configuration, such as HUGETLBFS=y; may be repeated.",
            valueName: "name=value"))
    var kernelOption: [String] = []

    /// The kernel under this name; nil where none is named.
    func request(named name: String) throws -> KernelRequest? {
        guard let kernel else {
            guard patch.isEmpty, kernelConfig == nil, kernelOption.isEmpty else {
                throw StraitError(.request, "--patch, --kernel-config and --kernel-option need --kernel")
            }
            return nil
        }
        guard let source = KernelSource(parsing: kernel) else {
            throw StraitError(
                .request, "--kernel \(kernel) is not a kernel source; write debian:SUITE, files:DIR or tree:DIR")
        }
        // Read as a configuration's, so that nothing else is right here.
        let read = OneCell(
            architecture: Architecture.x86_64.rawValue, kernel: kernel, patches: patch, config: kernelConfig,
            options: kernelOption)
        let options = kernelOption.isEmpty ? [] : try read.matrix().kernels.flatMap(\.options)
        let request = KernelRequest(
            name: name, sources: [source], patches: patch, config: kernelConfig, options: options
        )
        .located(in: FileManager.default.currentDirectoryPath, home: NSHomeDirectory())
        return try KeptPatches.of(request)
    }
}

/// Requests whose patches come from standard input or a pipe.
enum KeptPatches {
    /// The request with what can be read only once kept in the cache: every architecture needs it, and a run that is
    /// resumed.
    static func of(_ request: KernelRequest) throws -> KernelRequest {
        guard !request.patches.isEmpty else { return request }
        return try PatchSpool(cache: try Locations.standard().cache).keeping(request)
    }
}
