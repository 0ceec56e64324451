// SPDX-License-Identifier: Apache-2.0

import StraitConfig
import StraitModel
import StraitStore

extension RunDirectory {
    /// What was asked of the run, as values. A run of schema 1 has them in its configuration only, which is read again for it.
    /// Errors: `request` where that configuration is none for this strait.
    func matrix() throws -> Matrix {
        guard isOfSchemaOne else {
            return Matrix(
                name: record.name, kernels: record.kernels, cells: record.cells, searches: record.searches ?? [],
                groups: record.groups)
        }
        return try Configuration.parse(text: record.configuration, file: "\(path)/run.json: configuration").matrix()
    }

    /// The record with what schema 1 does not have: the kernels as they were asked for, and whether there are expectations.
    func recordWithValues() throws -> RunRecord {
        guard isOfSchemaOne else { return record }
        let matrix = try matrix()
        var record = record
        record.kernels = matrix.kernels
        record.hasExpectations = !matrix.expectations.isEmpty
        return record
    }
}
