// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What a step needs of its guest.
struct Needs: Sendable {
    /// Programs and modules of the image, by the names of their files.
    var contents: [String] = []
    /// Options of the kernel, without `CONFIG_`.
    var options: [String] = []
    /// RAM that has to be free when the step begins; with less the OOM killer decides, and not what is tested.
    var freeRAM: Mebibytes?

    /// Why the image or the kernel is not enough, told before anything is asked; nil where they are.
    func lack(in facts: KernelFacts) -> String? { unsetOption(in: facts) ?? facts.reasonWithout(contents) }

    /// The first option that the kernel does not have, as a sentence.
    func unsetOption(in facts: KernelFacts) -> String? { options.first { !facts.isSet($0) }.map(Self.notSet) }

    /// That a kernel is built without an option.
    static func notSet(_ option: String) -> String { "CONFIG_\(option) is not set in this kernel" }
}
