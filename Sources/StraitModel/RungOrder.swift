// SPDX-License-Identifier: Apache-2.0

extension Rung: Comparable {
    /// The ladder's own rungs below every workload.
    public static let beforeWorkloads: [Rung] = [.host, .qemu, .boot, .login, .axes]

    /// Every rung that this strait knows by name, in the order of the ladder.
    public static let known: [Rung] = beforeWorkloads + devicePrivateMemory + [.log]

    private static let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })

    /// Orders by the ladder. A rung that this strait does not know stands where workloads end, before `log`, by its name.
    public static func < (left: Self, right: Self) -> Bool {
        (left.place, left.rawValue) < (right.place, right.rawValue)
    }

    /// Known rungs have even numbers, so that there is one for the unknown between two of them.
    private var place: Int { Self.places[self].map { $0 * 2 } ?? Self.known.count * 2 - 3 }
}
