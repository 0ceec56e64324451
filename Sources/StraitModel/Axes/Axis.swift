// SPDX-License-Identifier: Apache-2.0

/// The value of an axis: a number (bits, or MiB for sizes) or a word.
public enum AxisValue: Sendable, Hashable, Codable, CustomStringConvertible {
    case integer(Int)
    case text(String)

    /// The number, if it is one.
    public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    /// The word, if it is one.
    public var text: String? { if case .text(let value) = self { value } else { nil } }

    /// The value without its unit.
    public var description: String {
        switch self {
        case .integer(let value): String(value)
        case .text(let value): value
        }
    }

    /// Decodes a JSON number or string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // A string is the other legal form; anything else throws below.
        if let number = try? container.decode(Int.self) {
            self = .integer(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    /// Encodes as a JSON number or string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .integer(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        }
    }
}

/// One thing that varies, whole in one value: how it is written, where it has a meaning, what it does to the guest's machine, and
/// how the guest shows that it took. A new axis is a file like its neighbours and a line in ``Axis/all``.
public struct Axis: Sendable {
    /// How the values of an axis are written in a configuration.
    public enum Form: Sendable, Equatable {
        /// A whole number within bounds, with the unit that a message names.
        case integer(ClosedRange<Int>, unit: String)
        /// A size with a unit (`2GiB`); the value is its MiB.
        case size
        /// One of some words.
        case choice([String])
        /// Any text that the parser accepts; nil from it means the text is wrong, and `expected` says what would be right.
        case pattern(expected: String, parse: @Sendable (String) -> String?)

        /// Two forms are equal when they are written alike.
        public static func == (left: Form, right: Form) -> Bool {
            switch (left, right) {
            case (.integer(let a, let b), .integer(let c, let d)): a == c && b == d
            case (.size, .size): true
            case (.choice(let a), .choice(let b)): a == b
            case (.pattern(let a, _), .pattern(let b, _)): a == b
            default: false
            }
        }
    }

    /// The key in configurations and results.
    public let name: String
    /// One line for `--help` and the documentation.
    public let summary: String
    /// How its values are written.
    public let form: Form
    /// Where the key may stand; elsewhere it is a mistake in the configuration.
    public let architectures: [Architecture]
    /// What holds where the configuration says nothing; nil: the machine's own, which then is not recorded as requested.
    public let standard: @Sendable (Architecture) -> AxisValue?
    /// Whether the value stands in the cell's id even where it is the standard one.
    public let alwaysInID: Bool
    /// The values that one stands for, each of which is a cell: most stand for themselves.
    public let expand: @Sendable (AxisValue) -> [AxisValue]
    /// Which cell of a question a value is, where one value stands for several cells; nil for a value that is a question of its own.
    public let draw: @Sendable (AxisValue) -> AxisDraw?
    /// Sets the machine up, or throws a ``StraitError`` of kind `unsupported` whose message is the reason. Called in the order of
    /// ``Axis/all``.
    public let apply: @Sendable (AxisValue, inout GuestSetup) throws -> Void
    /// What the guest shows of it; nil where a guest shows nothing.
    public let effective: @Sendable (GuestEvidence) -> AxisValue?
    /// Where every guest shows it once the probe has answered: there one that does not has not proved what it is.
    public let isShown: Set<Architecture>
    /// Why the guest is not what was requested; nil where it is, or where it shows nothing.
    public let mismatch: @Sendable (AxisValue, GuestEvidence) -> String?

    /// An axis. Without a `mismatch` of its own, what is effective has to equal what was requested.
    public init(
        name: String, summary: String, form: Form, architectures: [Architecture] = Architecture.allCases,
        standard: @escaping @Sendable (Architecture) -> AxisValue? = { _ in nil }, alwaysInID: Bool = false,
        expand: @escaping @Sendable (AxisValue) -> [AxisValue] = { [$0] },
        draw: @escaping @Sendable (AxisValue) -> AxisDraw? = { _ in nil },
        apply: @escaping @Sendable (AxisValue, inout GuestSetup) throws -> Void,
        effective: @escaping @Sendable (GuestEvidence) -> AxisValue? = { _ in nil },
        isShown: Set<Architecture> = [],
        mismatch: (@Sendable (AxisValue, GuestEvidence) -> String?)? = nil
    ) {
        self.name = name
        self.summary = summary
        self.form = form
        self.architectures = architectures
        self.standard = standard
        self.alwaysInID = alwaysInID
        self.expand = expand
        self.draw = draw
        self.apply = apply
        self.effective = effective
        self.isShown = isShown
        self.mismatch =
            mismatch ?? { requested, evidence in
                guard let shown = effective(evidence), shown != requested else { return nil }
                return "requested \(name) \(requested), the guest shows \(shown)"
            }
    }

    /// Every axis that shapes the guest's machine, in the order in which they are applied and in which an id names them.
    public static let all: [Axis] = [
        .memory, .cpu, .paging, .pciHole64, .highmem, .physBits, .mmu, .pageSize, .kaslr, .cmdline,
    ]

    /// Those that an architecture has. A table, since large matrices ask for it once a cell.
    public static func all(of architecture: Architecture) -> [Axis] { byArchitecture[architecture] ?? [] }

    private static let byArchitecture = Dictionary(
        uniqueKeysWithValues: Architecture.allCases.map { architecture in
            (architecture, all.filter { $0.architectures.contains(architecture) })
        })

    /// The axis of that name.
    public static func named(_ name: String) -> Axis? { all.first { $0.name == name } }

    /// The reason why a cell cannot be, as ``apply`` throws it.
    static func unsupported(_ reason: String) -> StraitError { StraitError(.unsupported, reason) }
}
