// SPDX-License-Identifier: Apache-2.0

import Testing

/// Which cells a configuration has, with their ids, seeds and command lines: what run directories and histories are named by.
@Suite struct DryRunSnapshots {
    @Test(arguments: ["smoke", "nightly"])
    func cellsOfAConfiguration(_ name: String) throws {
        let scratch = try Scratch()
        for (suffix, options) in ["txt": [], "json": ["--json"]] {
            let end = try Program.run(
                ["run", "\(Fixture.configurations)/\(name).yaml", "--dry-run"] + options, in: scratch)
            #expect(end.code == 0 && end.errors.isEmpty, "\(end.errors)")
            try Snapshot.check(end.output, "dry-run/\(name).\(suffix)")
        }
    }
}
