// SPDX-License-Identifier: Apache-2.0

import GRDB
import StraitModel

/// The tables, as a list of migrations. A released migration never changes; later differences are new migrations.
enum HistorySchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: runs and cells") { database in
            try database.create(table: "run") { table in
                table.primaryKey("id", .text)
                table.column("name", .text).notNull()
                // The order of the runs of one name, independent of the clock.
                table.column("sequence", .integer).notNull()
                table.column("started", .text).notNull()
                table.column("finished", .text)
                table.column("directory", .text).notNull()
            }
            try database.create(index: "run_order", on: "run", columns: ["name", "sequence", "started", "id"])
            try database.create(table: "cell") { table in
                table.column("run", .text).notNull().references("run", onDelete: .cascade)
                table.column("id", .text).notNull()
                table.column("release", .text)
                table.column("version", .text)
                table.column("sha256", .text)
                table.column("outcome", .text).notNull()
                table.column("rung", .text).notNull()
                table.column("errno", .text)
                table.column("largestMiB", .integer)
                table.primaryKey(["id", "run"])
            }
            try database.create(index: "cell_of_run", on: "cell", columns: ["run"])
        }
        migrator.registerMigration("2: what a kernel reported") { database in
            // Fingerprints separated by spaces, which fingerprints do not contain; NULL if they are unknown.
            try database.alter(table: "cell") { $0.add(column: "reports", .text) }
        }
        migrator.registerMigration("3: three answers") { database in
            // A word of CellAnswers.State each; NULL if the answers were not kept.
            try database.alter(table: "cell") { table in
                for question in CellQuestion.allCases { table.add(column: question.rawValue, .text) }
            }
        }
        return migrator
    }
}
