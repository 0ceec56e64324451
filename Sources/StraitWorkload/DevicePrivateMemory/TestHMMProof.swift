// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The line in which `test_hmm` reports its memory in the kernel's log: the proof that it has any. The wording differs
/// between versions.
struct TestHMMProof: Equatable {
    var totalMiB: Int
    var chunks: Int
    /// The size of the chunk that was added.
    var chunkMiB: Int
    /// Page frame numbers, the end exclusive.
    var frames: Range<UInt64>

    /// `added new 256 MB chunk (total 1 chunks, 256 MB) PFNs [0x7ff0000 0x8000000)`; nil for any other line.
    init?(_ line: String) {
        guard line.utf8.count < 512 else { return nil }
        let words = line.split { " ()[,".contains($0) }.map(String.init)
        guard let start = words.firstIndex(of: "added"), words.count >= start + 12, words[start + 1] == "new",
            Array(words[(start + 3)...(start + 5)]) == ["MB", "chunk", "total"], words[start + 7] == "chunks",
            let chunk = Int(words[start + 2]), let chunks = Int(words[start + 6]),
            let total = Int(words[start + 8]), words[start + 9] == "MB",
            let marker = words[(start + 10)...].firstIndex(of: "PFNs"), words.count >= marker + 3,
            let first = Address(hex: words[marker + 1]), let end = Address(hex: words[marker + 2]), first < end
        else { return nil }
        totalMiB = total
        self.chunks = chunks
        chunkMiB = chunk
        frames = first.value..<end.value
    }
}
