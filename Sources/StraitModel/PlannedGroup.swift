// SPDX-License-Identifier: Apache-2.0

/// Cells that answer one question between them. A run's record has its groups as values; their cells are named by their ids.
public struct PlannedGroup: Sendable, Codable, Equatable {
    /// One of the cells.
    public struct Member: Sendable, Codable, Equatable {
        /// The cell's id.
        public var cell: String
        /// Which one it is, from 1 on.
        public var number: Int
        /// The seed that the question has for it; nil for repeats.
        public var seed: UInt32?

        /// A member.
        public init(cell: String, number: Int, seed: UInt32? = nil) {
            self.cell = cell
            self.number = number
            self.seed = seed
        }
    }

    /// The id that the cells have in common, with the question in place of its cells; of repeats the id of the cell.
    public var id: String
    /// What the cells are there for.
    public var kind: GroupKind
    /// The axis whose value stands for them; nil for repeats.
    public var axis: String?
    /// That value; nil for repeats.
    public var question: AxisValue?
    /// The cells, in the order of their numbers. A part of a run may have some of them only.
    public var members: [Member]

    /// A group.
    public init(
        id: String, kind: GroupKind, axis: String? = nil, question: AxisValue? = nil, members: [Member]
    ) {
        self.id = id
        self.kind = kind
        self.axis = axis
        self.question = question
        self.members = members
    }

    /// The group with those of its cells that are among `cells`; nil where there is none.
    public func restricted(to cells: Set<String>) -> PlannedGroup? {
        var group = self
        group.members.removeAll { !cells.contains($0.cell) }
        return group.members.isEmpty ? nil : group
    }

    /// The groups of a whole from those of its parts: each once, with the members of all parts.
    public static func joined(_ groups: [PlannedGroup]) -> [PlannedGroup] {
        var result: [PlannedGroup] = []
        var places: [String: Int] = [:]
        for group in groups {
            if let place = places[group.id] {
                result[place].members += group.members
            } else {
                places[group.id] = result.count
                result.append(group)
            }
        }
        for index in result.indices { result[index].members.sort { $0.number < $1.number } }
        return result
    }
}

/// The groups of some cells while these are being made.
public struct PlannedGroups: Sendable {
    /// The groups, in the order of their first cells.
    public private(set) var all: [PlannedGroup] = []
    private var places: [String: Int] = [:]

    /// No group yet.
    public init() {}

    /// Takes a cell in, under the group that its builder names; nothing for a cell that is a question of its own.
    public mutating func take(_ cell: String, of group: (id: String, axis: String, draw: AxisDraw)?) {
        guard let group else { return }
        let member = PlannedGroup.Member(cell: cell, number: group.draw.number, seed: group.draw.seed)
        if let place = places[group.id] {
            all[place].members.append(member)
        } else {
            places[group.id] = all.count
            all.append(
                PlannedGroup(
                    id: group.id, kind: group.draw.kind, axis: group.axis, question: .text(group.draw.question),
                    members: [member]))
        }
    }
}
