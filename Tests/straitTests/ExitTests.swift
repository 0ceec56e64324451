// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import StraitConfig
import StraitModel
import StraitPipeline
import Testing

@testable import strait

/// What an error that ends a command comes to.
@Suite struct ExitTests {
    private static let errors: [(any Error, ExitCode)] = [
        (StraitError(.request, "no such cell"), .request), (StraitError(.infrastructure, "no libvirt"), .noVerdict),
        (CancellationError(), .noVerdict),
        // Nobody has worded these; that something is worse than expected they do not say.
        (CocoaError(.fileReadNoPermission), .noVerdict), (POSIXError(.EIO), .noVerdict), (Unworded(), .noVerdict),
        // The parser's own, and a command's.
        (ExitCode.unexpected, .unexpected), (CleanExit.message("done"), .success),
        (ValidationError("--jobs 0"), ExitCode(64)),
    ]

    private struct Unworded: Error {}

    @Test(arguments: errors.indices)
    func theExitCodeIsThatOfItsKind(_ index: Int) async {
        let (error, code) = Self.errors[index]
        var thrown: (any Error)?
        do { try await reporting { throw error } } catch { thrown = error }
        #expect(thrown.map { Strait.exitCode(for: $0) } == code, "\(error)")
    }

    @Test func anErrorOfTheSystemsIsToldWithItsFile() {
        let error = CocoaError(.fileReadNoPermission, userInfo: [NSFilePathErrorKey: "/root/secret"])
        let told = Unforeseen.sentence(of: error)
        #expect(told.hasPrefix("unexpected error: /root/secret: ") && told.hasSuffix("permission."), "\(told)")
        #expect(Unforeseen.sentence(of: StraitError(.request, "no such cell")) == "no such cell")
    }
}
