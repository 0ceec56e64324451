// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How often functions of a kernel were called in a run, over all cells, per architecture.
public struct KernelCalls: Sendable, Equatable {
    /// A function on an architecture.
    public enum Mark: Sendable, Equatable {
        /// It was called so often; 0 for never.
        case called(UInt64)
        /// Its calls cannot be seen, for this reason.
        case unseen(String)
    }

    /// A function.
    public struct Function: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// What is known of it.
        public var marks: [Architecture: Mark]
    }

    /// The configuration's name of the kernel.
    public var kernel: String
    /// The architectures of which a guest told something.
    public var architectures: [Architecture]
    /// The functions, in the order of the configuration.
    public var functions: [Function]

    /// Joins what the cells of a kernel counted. What one cell saw stands, though another could not see it.
    public init(kernel: String, names: [String], cells: [(architecture: Architecture, coverage: CellCoverage)]) {
        self.kernel = kernel
        let told = cells.compactMap { cell in cell.coverage.calls.map { (cell.architecture, $0) } }
        architectures = Set(told.map(\.0)).sorted()
        functions = names.map { name in
            var marks: [Architecture: Mark] = [:]
            for (architecture, calls) in told {
                guard let calls = calls.first(where: { $0.name == name }) else { continue }
                marks[architecture] = Self.joined(marks[architecture], calls)
            }
            return Function(name: name, marks: marks)
        }
    }

    private static func joined(_ earlier: Mark?, _ calls: CellCoverage.Calls) -> Mark {
        guard let count = calls.count else { return earlier ?? .unseen(calls.unseen ?? "no reason given") }
        guard case .called(let before) = earlier else { return .called(count) }
        let (sum, overflow) = before.addingReportingOverflow(count)
        return .called(overflow ? .max : sum)
    }
}
