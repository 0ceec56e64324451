// SPDX-License-Identifier: Apache-2.0

extension Rung: Comparable {
    /// The rungs of every ladder before the workloads.
    public static let beforeWorkloads: [Rung] = [.host, .qemu, .boot, .login, .axes]

    /// All rungs that this version knows, in the order of the ladder.
    public static let known: [Rung] = beforeWorkloads + devicePrivateMemory + [.log]

    private static let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })

    /// Orders by the ladder. Unknown rungs come after the workloads' and before `log`, sorted by name.
    public static func < (left: Self, right: Self) -> Bool {
        (left.place, left.rawValue) < (right.place, right.rawValue)
    }

    /// Known rungs have even numbers, so that unknown ones fit between two of them.
    private var place: Int { Self.places[self].map { $0 * 2 } ?? Self.known.count * 2 - 3 }
}
