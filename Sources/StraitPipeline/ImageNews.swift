// SPDX-License-Identifier: Apache-2.0

import StraitImage
import StraitModel
import StraitReport
import Synchronization

/// Tells what the image stage does and what has to be known of the images, each note once: what is true of a kernel is
/// said of each of its architectures.
public final class ImageNews: Sendable {
    private let told = Mutex<Set<String>>([])
    private let namesPatches: Bool
    private let tell: @Sendable (RunEvent) -> Void

    /// News, as the events of a run. Without `namesPatches` patches are not listed: a series names each when it comes to it.
    public init(namesPatches: Bool = true, _ tell: @escaping @Sendable (RunEvent) -> Void) {
        self.namesPatches = namesPatches
        self.tell = tell
    }

    /// A step of the stage.
    public func show(_ event: ImageEvent) {
        let what = "\(event.kernel) \(event.architecture.rawValue): \(event.step)"
        switch event.phase {
        case .began: tell(.preparing("image \(what)"))
        case .waiting(isOwn: true): tell(.preparing("image \(what): it is being built already"))
        case .waiting(isOwn: false): tell(.preparing("image \(what): another strait process is building it"))
        case .compiling(let progress): tell(.building(BuildText.line(progress, architecture: event.architecture)))
        case .ended: break
        case .patched(let set, let tree):
            if namesPatches { tell(.patched(PatchListText.applied(set, to: event.kernel, tree: tree))) }
            note(set.notes)
        }
    }

    /// What has to be known of an image.
    public func note(_ notes: [String]) {
        for note in notes where told.withLock({ $0.insert(note).inserted }) { tell(.note(note)) }
    }
}
