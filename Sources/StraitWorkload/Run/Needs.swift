// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What a step needs from its guest.
struct Needs: Sendable {
    /// Programs and modules of the image, by file name.
    var contents: [String] = []
    /// Options of the kernel, without `CONFIG_`.
    var options: [String] = []
    /// Free RAM when the step begins; with less, the OOM killer decides the result.
    var freeRAM: Mebibytes?

    /// Why the image or the kernel is not enough, known before the boot; nil if they are.
    func lack(in facts: KernelFacts) -> String? { unsetOption(in: facts) ?? facts.reasonWithout(contents) }

    /// The first missing option of the kernel, as a sentence.
    func unsetOption(in facts: KernelFacts) -> String? { options.first { !facts.isSet($0) }.map(Self.notSet) }

    /// The sentence for a missing option.
    static func notSet(_ option: String) -> String { "CONFIG_\(option) is not set in this kernel" }
}
