// SPDX-License-Identifier: Apache-2.0

/// One thing that varies, whole in one value: how it is written, where it has a meaning, what it does to the guest's machine, what it
/// asks the guest and how the answer is read, how it reads in reports, and its option of `strait repro`.
///
/// A new axis is a file like its neighbours and a line in ``all``. What an architecture can have of it is in its ``Platform``.
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

    /// How an axis reads in reports, and how its values stand there.
    public struct Display: Sendable {
        /// The axis as a reader says it: `address width`.
        public let label: String
        /// A value in a few words, from its text: `40 bits`.
        public let phrase: @Sendable (String) -> String
        /// The word before a value that tells a place in a grid: at 40 bits, with 2GiB.
        public let preposition: String
        /// Where a value stands among the others, nil being the machine's own; those of one place stand as they come.
        public let order: @Sendable (AxisValue?) -> Int
        /// Whether the rows of a grid are grouped by it.
        public let groupsRows: Bool

        /// A display; numbers stand in their order where nothing else is said.
        public init(
            label: String, preposition: String = "with", groupsRows: Bool = false,
            order: @escaping @Sendable (AxisValue?) -> Int = { $0?.integer ?? -1 },
            phrase: @escaping @Sendable (String) -> String
        ) {
            self.label = label
            self.phrase = phrase
            self.preposition = preposition
            self.order = order
            self.groupsRows = groupsRows
        }
    }

    /// The values that a platform has names for.
    public struct Names: Sendable {
        /// What one of them is, for a message: `CPU model`.
        public let noun: String
        /// The names of a platform; empty: any.
        public let list: @Sendable (Platform) -> [String]
    }

    /// What becomes of a value when all axes have been applied: what is recorded of it, or the reason why it cannot be, thrown as
    /// `unsupported`. The value, whether the cell names it, the values of all axes, and the machine.
    public typealias Settle = @Sendable (AxisValue, Bool, [String: AxisValue], GuestSetup) throws -> AxisValue

    /// The key in configurations and results.
    public let name: String
    /// One line for `--help` and the documentation.
    public let summary: String
    /// How it reads in reports.
    public let display: Display
    /// How its values are written.
    public let form: Form
    /// The values that a platform has names for; nil: it has none.
    public let names: Names?
    /// Where the key may stand; elsewhere it is a mistake in the configuration.
    public let architectures: [Architecture]
    /// What holds where the configuration says nothing, for each architecture that has such a value.
    private let standards: [Architecture: AxisValue]
    /// Whether the value stands in the cell's id even where it is the standard one.
    public let alwaysInID: Bool
    /// The values that one stands for, each of which is a cell: most stand for themselves.
    public let expand: @Sendable (AxisValue) -> [AxisValue]
    /// Which cell of a question a value is, where one value stands for several cells; nil for a value that is a question of its own.
    public let draw: @Sendable (AxisValue) -> AxisDraw?
    /// Sets the machine up, or throws a ``StraitError`` of kind `unsupported` whose message is the reason. Called in the order of
    /// ``Axis/all``.
    public let apply: @Sendable (AxisValue, inout GuestSetup) throws -> Void
    /// What is recorded when all axes have been applied; nil: what was asked for.
    public let settle: Settle?
    /// Why a kernel cannot have a value; nil where it can.
    public let refusal: @Sendable (AxisValue, KernelFacts) -> String?
    /// A value as the command that repeats a cell writes it.
    public let written: @Sendable (AxisValue, GuestSetup) -> String
    /// What the guest is asked for its sake.
    public let asks: [GuestQuestion]
    /// What the guest shows of it; nil where a guest shows nothing.
    public let effective: @Sendable (GuestEvidence) -> AxisValue?
    /// Where every guest shows it once the probe has answered: there one that does not has not proved what it is.
    public let isShown: Set<Architecture>
    /// Why what a guest shows is not what was requested, in a sentence; nil where it is.
    private let contradiction: @Sendable (_ requested: AxisValue, _ shown: AxisValue, Platform) -> String?
    /// The value that a CPU model brings with it; nil where it brings none.
    public let implied: @Sendable (Platform.Model) -> AxisValue?
    /// The physical address width that a value stands for, in bits; nil where it says nothing of that.
    public let bits: @Sendable (AxisValue, Platform) -> Int?

    /// An axis of every platform that `isPart` holds for. `standard` is what holds where a configuration says nothing; nil: the
    /// machine's own, which then is not recorded as requested. Without a `contradiction` of its own, what is effective has to equal
    /// what was requested.
    public init(
        name: String, summary: String, display: Display, form: Form, names: Names? = nil,
        isPart: (Platform) -> Bool = { _ in true }, standard: (Platform) -> AxisValue? = { _ in nil },
        alwaysInID: Bool = false, expand: @escaping @Sendable (AxisValue) -> [AxisValue] = { [$0] },
        draw: @escaping @Sendable (AxisValue) -> AxisDraw? = { _ in nil },
        apply: @escaping @Sendable (AxisValue, inout GuestSetup) throws -> Void, settle: Settle? = nil,
        refusal: @escaping @Sendable (AxisValue, KernelFacts) -> String? = { _, _ in nil },
        written: (@Sendable (AxisValue, GuestSetup) -> String)? = nil, asks: [GuestQuestion],
        isShown: (Platform) -> Bool = { _ in true }, effective: @escaping @Sendable (GuestEvidence) -> AxisValue?,
        contradiction: (@Sendable (AxisValue, AxisValue, Platform) -> String?)? = nil,
        implied: @escaping @Sendable (Platform.Model) -> AxisValue? = { _ in nil },
        bits: @escaping @Sendable (AxisValue, Platform) -> Int? = { _, _ in nil }
    ) {
        self.name = name
        self.summary = summary
        self.display = display
        self.form = form
        self.names = names
        architectures = Architecture.allCases.filter { isPart($0.platform) }
        standards = Dictionary(
            uniqueKeysWithValues: architectures.compactMap { key in standard(key.platform).map { (key, $0) } })
        self.alwaysInID = alwaysInID
        self.expand = expand
        self.draw = draw
        self.apply = apply
        self.settle = settle
        self.refusal = refusal
        self.written = written ?? { value, _ in form.text(value) }
        self.asks = asks
        self.effective = effective
        self.isShown = Set(architectures.filter { isShown($0.platform) })
        self.contradiction =
            contradiction ?? { requested, shown, _ in
                shown == requested ? nil : "requested \(name) \(requested), the guest shows \(shown)"
            }
        self.implied = implied
        self.bits = bits
    }

    /// What holds where the configuration says nothing; nil: the machine's own.
    public func standard(_ architecture: Architecture) -> AxisValue? { standards[architecture] }

    /// Why the guest is not what was requested; nil where it is, or where it shows nothing.
    public func mismatch(_ requested: AxisValue, _ evidence: GuestEvidence) -> AxisMismatch? {
        effective(evidence).flatMap { mismatch(requested, shown: $0, on: evidence.architecture) }
    }

    /// Why a value that a guest showed is not what was requested; nil where it is.
    public func mismatch(_ requested: AxisValue, shown: AxisValue, on architecture: Architecture) -> AxisMismatch? {
        contradiction(requested, shown, architecture.platform).map {
            AxisMismatch(axis: name, requested: requested, shown: shown, sentence: $0)
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

    /// Those that have a word to say when all others have been applied.
    static let settled = all.filter { $0.settle != nil }

    /// The axis of that name.
    public static func named(_ name: String) -> Axis? { all.first { $0.name == name } }

    /// The reason why a cell cannot be, as ``apply`` throws it.
    static func unsupported(_ reason: String) -> StraitError { StraitError(.unsupported, reason) }
}

extension Axis.Form {
    /// A value as configurations write it.
    public func text(_ value: AxisValue) -> String {
        guard self == .size, let size = value.integer else { return value.description }
        return Mebibytes(size).description
    }
}

extension Axis {
    /// The option of `strait repro` that sets an axis.
    public struct Option: Sendable, Equatable {
        /// Its name without dashes: `phys-bits`.
        public let name: String
        /// A line of help.
        public let help: String
        /// What stands for its value in the help.
        public let value: String

        /// The name of the option for a key of a configuration, without dashes: `phys-bits` of `physBits`.
        public static func name(of key: String) -> String {
            var name = ""
            var wasCapital = false
            for letter in key {
                // `pciHole64` is one step up, and `PCI` would be one and not three.
                if letter.isUppercase, !wasCapital, !name.isEmpty { name += "-" }
                wasCapital = letter.isUppercase
                name += letter.lowercased()
            }
            return name
        }
    }

    /// The option of `strait repro` that sets this axis.
    public var option: Option {
        let value =
            switch form {
            case .integer(_, let unit): unit
            case .size: "size"
            case .choice(let words): words.joined(separator: "|")
            case .pattern: "value"
            }
        return Option(
            name: Option.name(of: name), help: summary.prefix(1).uppercased() + summary.dropFirst() + ".",
            value: value)
    }
}
