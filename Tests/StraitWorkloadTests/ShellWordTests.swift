// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StraitWorkload

@Suite struct ShellWordTests {
    @Test(arguments: [
        ("", "''"), ("$(x)", "'$(x)'"), ("a=b,c/d:e", "a=b,c/d:e"), ("a='b c'; d", "'a='\\''b c'\\''; d'"),
        ("a~b", "'a~b'"),
    ])
    func wordsAreQuotedOnlyWhereTheyNeedIt(word: String, quoted: String) { #expect(ShellWord.quoted(word) == quoted) }
}
