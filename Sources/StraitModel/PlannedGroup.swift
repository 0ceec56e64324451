// SPDX-License-Identifier: Apache-2.0

/// Cells that answer one question together, as a run's record contains them; the cells are given by their ids.
public struct PlannedGroup: Sendable, Codable, Equatable {
    /// One of the cells.
    public struct Member: Sendable, Codable, Equatable {
        /// The cell's id.
        public var cell: String
        /// Which one it is, from 1.
        public var number: Int
        /// Its seed; nil for repeats.
        public var seed: UInt32?

        /// Makes a member.
        public init(cell: String, number: Int, seed: UInt32? = nil) {
            self.cell = cell
            self.number = number
            self.seed = seed
        }
    }

    /// The id that the cells share, with the group's value in place of theirs; for repeats the id of the cell.
    public var id: String
    /// Why the cells form a group.
    public var kind: GroupKind
    /// The axis whose value stands for all of them; nil for repeats.
    public var axis: String?
    /// That value; nil for repeats.
    public var question: AxisValue?
    /// The cells, in the order of their numbers. A part of a run may contain only some of them.
    public var members: [Member]

    /// Makes a group.
    public init(
        id: String, kind: GroupKind, axis: String? = nil, question: AxisValue? = nil, members: [Member]
    ) {
        self.id = id
        self.kind = kind
        self.axis = axis
        self.question = question
        self.members = members
    }

    /// The group with only the members among `cells`; nil if there are none.
    public func restricted(to cells: Set<String>) -> PlannedGroup? {
        var group = self
        group.members.removeAll { !cells.contains($0.cell) }
        return group.members.isEmpty ? nil : group
    }

    /// Joins the groups of all parts of a run: each group once, with the members of all parts.
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

/// Collects the groups of cells while these are made.
public struct PlannedGroups: Sendable {
    /// The groups, in the order of their first cells.
    public private(set) var all: [PlannedGroup] = []
    private var places: [String: Int] = [:]

    /// Starts without groups.
    public init() {}

    /// Adds a cell to the group that its builder names; does nothing for a single cell.
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
