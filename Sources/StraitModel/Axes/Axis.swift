// SPDX-License-Identifier: Apache-2.0

/// One property that varies between cells, complete in one value: how it is written, which platforms have it, what it
/// does to the guest's machine, what it asks the guest and how the answer is read, how it reads in reports, and its
/// option of `strait repro`.
///
/// A new axis is a file like its neighbours and a line in ``all``. What an architecture can have of it is in its
/// ``Platform``.
public struct Axis: Sendable {
    /// How values are written in a configuration.
    public enum Form: Sendable, Equatable {
        /// A whole number within bounds, with its unit for messages.
        case integer(ClosedRange<Int>, unit: String)
        /// A size with a unit (`2GiB`); the value is its MiB.
        case size
        /// One of several words.
        case choice([String])
        /// Any text that `parse` accepts, returned in its normal form; `parse` returns nil for a wrong text, and
        /// `expected` says what would be right.
        case pattern(expected: String, parse: @Sendable (String) -> String?)

        /// Two forms are equal if their values are written alike.
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

    /// How the axis and its values read in reports.
    public struct Display: Sendable {
        /// The name for readers: `address width`.
        public let label: String
        /// A value in a few words, from its text: `40 bits`.
        public let phrase: @Sendable (String) -> String
        /// The word before a value: `at` 40 bits, `with` 2GiB.
        public let preposition: String
        /// The order of the values, nil for the machine's own; values with equal numbers keep their order.
        public let order: @Sendable (AxisValue?) -> Int
        /// Whether the rows of a grid are grouped by this axis.
        public let groupsRows: Bool
        /// The value as a line of a chart is named; values with one name share a line.
        public let line: @Sendable (AxisValue) -> String
        /// What a guest may show where a cell leaves the axis to the machine, so that a chart has a column for it; nil if
        /// such cells share one column.
        public let ownColumns: ClosedRange<Int>?

        /// Makes a display; by default numbers are in ascending order.
        public init(
            label: String, preposition: String = "with", groupsRows: Bool = false,
            ownColumns: ClosedRange<Int>? = nil,
            order: @escaping @Sendable (AxisValue?) -> Int = { $0?.integer ?? -1 },
            line: @escaping @Sendable (AxisValue) -> String = \.description,
            phrase: @escaping @Sendable (String) -> String
        ) {
            self.label = label
            self.phrase = phrase
            self.preposition = preposition
            self.order = order
            self.groupsRows = groupsRows
            self.ownColumns = ownColumns
            self.line = line
        }
    }

    /// The names that a platform allows as values.
    public struct Names: Sendable {
        /// What the names stand for, for messages: `CPU model`.
        public let noun: String
        /// The names of a platform; an empty list allows any.
        public let list: @Sendable (Platform) -> [String]
    }

    /// The final value, computed after all axes are applied: what the record shows, or an `unsupported` error with the
    /// reason. Parameters: the value, whether the configuration names it, the values of all axes, and the machine.
    public typealias Settle = @Sendable (AxisValue, Bool, [String: AxisValue], GuestSetup) throws -> AxisValue

    /// The key in configurations and results.
    public let name: String
    /// One line for `--help` and the documentation.
    public let summary: String
    /// How it reads in reports.
    public let display: Display
    /// How its values are written.
    public let form: Form
    /// The names that a platform allows; nil if values are not names.
    public let names: Names?
    /// The architectures that have the axis; for others the key is a mistake.
    public let architectures: [Architecture]
    /// The value where the configuration says nothing, for each architecture that has one.
    private let standards: [Architecture: AxisValue]
    /// Whether the id contains the value even if it is the standard one.
    public let alwaysInID: Bool
    /// Whether the characters of a value that an id can contain identify it; any other value that an id cannot contain as it
    /// is gets a digest.
    public let isPlainInID: @Sendable (AxisValue) -> Bool
    /// The values that one value stands for, with a cell each; most values stand for themselves.
    public let expand: @Sendable (AxisValue) -> [AxisValue]
    /// The position of a value in its group (`random x5`); nil for a value that is a cell of its own.
    public let draw: @Sendable (AxisValue) -> AxisDraw?
    /// Sets up the machine, or throws an `unsupported` ``StraitError`` with the reason. Called in the order of
    /// ``Axis/all``.
    public let apply: @Sendable (AxisValue, inout GuestSetup) throws -> Void
    /// Computes the recorded value after all axes are applied; nil to record the requested one.
    public let settle: Settle?
    /// Why a kernel cannot have a value; nil if it can.
    public let refusal: @Sendable (AxisValue, KernelFacts) -> String?
    /// A value as the command that repeats a cell writes it.
    public let written: @Sendable (AxisValue, GuestSetup) -> String
    /// The questions for the guest.
    public let asks: [GuestQuestion]
    /// The value that the guest shows; nil if it shows none.
    public let effective: @Sendable (GuestEvidence) -> AxisValue?
    /// The architectures whose guests always show the value once the probe has answered. There a guest that does not
    /// show it has not proved what it is.
    public let isShown: Set<Architecture>
    /// Why the shown value is not the requested one, as a sentence; nil if it is.
    private let contradiction: @Sendable (_ requested: AxisValue, _ shown: AxisValue, Platform) -> String?
    /// The value that a CPU model implies; nil if it implies none.
    public let implied: @Sendable (Platform.Model) -> AxisValue?
    /// The physical address width in bits that a value stands for; nil if it has none.
    public let bits: @Sendable (AxisValue, Platform) -> Int?

    /// Makes an axis of the platforms for which `isPart` holds. `standard` is the value where the configuration says
    /// nothing; with nil the machine decides, and nothing is recorded as requested. Without `contradiction` the
    /// effective value has to equal the requested one.
    public init(
        name: String, summary: String, display: Display, form: Form, names: Names? = nil,
        isPart: (Platform) -> Bool = { _ in true }, standard: (Platform) -> AxisValue? = { _ in nil },
        alwaysInID: Bool = false, isPlainInID: @escaping @Sendable (AxisValue) -> Bool = { _ in false },
        expand: @escaping @Sendable (AxisValue) -> [AxisValue] = { [$0] },
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
        self.isPlainInID = isPlainInID
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

    /// The value where the configuration says nothing; nil if the machine decides.
    public func standard(_ architecture: Architecture) -> AxisValue? { standards[architecture] }

    /// Why the guest does not match the request; nil if it does, or shows nothing.
    public func mismatch(_ requested: AxisValue, _ evidence: GuestEvidence) -> AxisMismatch? {
        effective(evidence).flatMap { mismatch(requested, shown: $0, on: evidence.architecture) }
    }

    /// Why a value that a guest showed does not match the request; nil if it does.
    public func mismatch(_ requested: AxisValue, shown: AxisValue, on architecture: Architecture) -> AxisMismatch? {
        contradiction(requested, shown, architecture.platform).map {
            AxisMismatch(axis: name, requested: requested, shown: shown, sentence: $0)
        }
    }

    /// All axes of the guest's machine, in the order in which they are applied and in which ids contain them.
    public static let all: [Axis] = [
        .memory, .cpu, .paging, .pciHole64, .highmem, .physBits, .mmu, .pageSize, .kaslr, .cmdline,
    ]

    /// The axes of an architecture. Kept in a table, because large matrices need it for every cell.
    public static func all(of architecture: Architecture) -> [Axis] { byArchitecture[architecture] ?? [] }

    private static let byArchitecture = Dictionary(
        uniqueKeysWithValues: Architecture.allCases.map { architecture in
            (architecture, all.filter { $0.architectures.contains(architecture) })
        })

    /// The axes whose value is computed after all others are applied.
    static let settled = all.filter { $0.settle != nil }

    /// The axis with a name; nil if there is none.
    public static func named(_ name: String) -> Axis? { all.first { $0.name == name } }

    /// The error of ``apply`` for an impossible cell.
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
        /// One line of help.
        public let help: String
        /// The placeholder for its value in the help.
        public let value: String

        /// The option for a key of a configuration, without dashes: `phys-bits` for `physBits`.
        public static func name(of key: String) -> String {
            var name = ""
            var wasCapital = false
            for letter in key {
                // Only the first of several capitals starts a new word, as in `PCI`.
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
