// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitConfig

/// `testHMM:` of the workload and of rows.
@Suite struct TestHMMTests {
    private static let chunk = TestHMMRequest(chunk: Mebibytes(512))

    @Test func itIsReadAndARowHasItsOwn() throws {
        let cells = try configuration(
            "{ arch: x86_64, kernel: base }", "{ arch: x86_64, kernel: base, testHMM: [chunk=1GiB, x=y] }",
            "{ arch: aarch64, kernel: base, search: deviceMemory, deviceMemory: 1GiB..4GiB, testHMM: chunk=2MiB }",
            workload: "{ testHMM: chunk=512MiB }"
        ).matrix().cells
        #expect(cells[0].workload.testHMM == Self.chunk)
        #expect(cells[1].workload.testHMM == TestHMMRequest(chunk: Mebibytes(1024), parameters: ["x=y"]))
        #expect(cells[2].workload.testHMM?.chunk == Mebibytes(2))
        #expect(try configuration("{ arch: x86_64, kernel: base }").matrix().cells[0].workload.testHMM == nil)
    }

    /// Two cells that differ in it alone are two.
    @Test func itIsPartOfTheID() throws {
        let rows = [
            "", ", testHMM: [chunk=512MiB]", ", testHMM: [chunk=1GiB]", ", testHMM: [spm_addr_dev0=0x140000000]",
        ]
        let cells = try ids(
            "{ arch: x86_64\(rows[0]) }", "{ arch: x86_64\(rows[1]) }", "{ arch: x86_64\(rows[2]) }",
            "{ arch: x86_64\(rows[3]) }")
        #expect(Set(cells).count == 4 && cells[0] == "x86_64,base,kaslr-random")
        #expect(cells.dropFirst().allSatisfy { $0.hasPrefix("x86_64,base,kaslr-random,hmm-") })
        #expect(cells[1].contains("512MiB") && !cells[1].contains("="))
    }

    @Test(arguments: [
        (
            "chunk",
            "t.yaml:4: matrix[0].testHMM: \"chunk\" where chunk=SIZE or a parameter of test_hmm such as "
                + "spm_addr_dev0=0x140000000 belongs"
        ),
        ("[chunk=big]", "t.yaml:4: matrix[0].testHMM[0]: \"big\" is no size; write chunk=512MiB"),
        (
            "[chunk=4GiB]",
            "t.yaml:4: matrix[0].testHMM[0]: 4GiB is no size of a chunk: test_hmm counts its bytes in 32 bits, so it is at most "
                + "4095MiB"
        ),
        ("[chunk=1GiB, chunk=2GiB]", "t.yaml:4: matrix[0].testHMM[1]: chunk stands twice"),
        (
            "[\"a=b;reboot\"]",
            "t.yaml:4: matrix[0].testHMM[0]: \"a=b;reboot\" where chunk=SIZE or a parameter of test_hmm such as "
                + "spm_addr_dev0=0x140000000 belongs"
        ),
        ("[]", "t.yaml:4: matrix[0].testHMM: an empty list; name a value, or leave the key out"),
    ])
    func mistakes(_ text: String, _ expected: String) {
        #expect(complaints(row: "{ arch: x86_64, testHMM: \(text) }") == expected)
    }
}
