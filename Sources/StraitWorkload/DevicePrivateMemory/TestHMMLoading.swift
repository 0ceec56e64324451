// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How `test_hmm` is loaded, and whether it took what it was told: a module that does not know a parameter loads without it.
struct TestHMMLoading: Sendable {
    static let module = (name: "test_hmm", file: "test_hmm.ko", path: GuestCommands.path("test_hmm.ko"))
    /// The parameter that the recipe gives the module (`images/lib/modules.sh`).
    private static let chunkParameter = "strait_chunk_mib"
    private static let chunkFile = "/sys/module/\(module.name)/parameters/\(chunkParameter)"

    private let request: TestHMMRequest

    init(_ request: TestHMMRequest) { self.request = request }

    /// The argument of the guest's verb `load`.
    var argument: String {
        let chunk = request.chunk.map { ["\(Self.chunkParameter)=\($0.count)"] } ?? []
        return ([Self.module.path] + chunk + request.parameters).joined(separator: " ")
    }

    /// Loading it, and what shows that it took its size of chunks.
    var sections: [Section] {
        [Section("load", "load", argument)] + (request.chunk == nil ? [] : [Section("chunk", "show", Self.chunkFile)])
    }

    /// What of it the module does not know, given what it shows and what the kernel said; nil where it knows it all.
    func ignored(_ sections: Sections, _ log: [String]) -> String? {
        if let chunk = request.chunk, sections.lines("chunk").first != String(chunk.count) {
            return "test_hmm of this image has chunks of one size only: strait did not build it, or could not change it"
        }
        let names = request.parameters.map { String($0.prefix { $0 != "=" }) }
        // kernel/module/main.c, unknown_module_param_cb().
        guard
            let name = names.first(where: { name in log.contains { $0.contains("unknown parameter '\(name)' ignored") }
            })
        else { return nil }
        return "test_hmm of this kernel has no parameter \(name)"
    }

    /// Why what the module says of its memory is not what it was told; nil where it is.
    func problem(of proof: TestHMMProof) -> String? {
        guard let chunk = request.chunk, chunk.count != proof.chunkMiB else { return nil }
        return "test_hmm added \(Mebibytes(proof.chunkMiB)) where it was to add \(chunk) at a time"
    }
}
