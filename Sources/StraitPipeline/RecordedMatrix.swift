// SPDX-License-Identifier: Apache-2.0

import StraitConfig
import StraitModel
import StraitStore

extension RunDirectory {
    /// The matrix of the run. For a run of schema 1 its configuration is read again. Errors: `request` if this version
    /// cannot read that configuration.
    func matrix() throws -> Matrix {
        guard isOfSchemaOne else {
            return Matrix(
                name: record.name, kernels: record.kernels, cells: record.cells, searches: record.searches ?? [],
                groups: record.groups)
        }
        return try Configuration.parse(text: record.configuration, file: "\(path)/run.json: configuration").matrix()
    }

    /// The record with what schema 1 lacks: the requested kernels, and whether there are expectations.
    func recordWithValues() throws -> RunRecord {
        guard isOfSchemaOne else { return record }
        let matrix = try matrix()
        var record = record
        record.kernels = matrix.kernels
        record.hasExpectations = !matrix.expectations.isEmpty
        return record
    }
}
