// SPDX-License-Identifier: Apache-2.0

/// How the kernel's module `test_hmm` is loaded: how much memory its devices add at a time, and its own parameters.
public struct TestHMMRequest: Sendable, Hashable, Codable {
    enum CodingKeys: String, CodingKey {
        case chunk = "chunkMiB"
        case parameters
    }

    /// The word that stands for ``chunk`` among parameters.
    public static let chunkName = "chunk"
    /// What the module itself has as a size, where nobody asks for another (`DEVMEM_CHUNK_SIZE` in lib/test_hmm.c).
    public static let standardChunk = Mebibytes(256)
    /// The largest chunk: the module counts its bytes in 32 bits.
    public static let largestChunk = Mebibytes(4095)

    /// How much memory a device adds at a time; nil for what the module has.
    public var chunk: Mebibytes?
    /// Parameters of the module, each `NAME=VALUE`: `spm_addr_dev0=0x140000000`.
    public var parameters: [String]

    /// A way to load it.
    public init(chunk: Mebibytes? = nil, parameters: [String] = []) {
        self.chunk = chunk
        self.parameters = parameters
    }

    /// As a configuration writes it: `chunk=512MiB`, then the parameters.
    public var words: [String] { (chunk.map { ["\(Self.chunkName)=\($0)"] } ?? []) + parameters }
}
