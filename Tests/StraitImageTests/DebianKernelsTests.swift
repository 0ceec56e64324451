// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitImage

/// Which of a suite's kernels is taken where the newest is not on the mirror.
struct DebianKernelsTests {
    private let absent = StraitError(.sourceUnavailable, "404  Not Found")

    @Test func takesTheNewestThatTheMirrorHas() async throws {
        let found = try await DebianKernels.first(of: ["7.3.4", "7.2.12", "7.2.11", "7.2.9"]) { version in
            guard version == "7.2.11" || version == "7.2.9" else { throw absent }
            return "packages of \(version)"
        }
        #expect(found.value == "packages of 7.2.11")
        #expect(found.absent == ["7.3.4", "7.2.12"])
    }

    @Test func theNewestIsNoNews() async throws {
        let found = try await DebianKernels.first(of: ["7.3.4", "7.2.12"]) { $0 }
        #expect(found.value == "7.3.4")
        #expect(found.absent.isEmpty)
    }

    @Test func whereThereIsNoneTheNewestSaysWhy() async {
        let error = await #expect(throws: StraitError.self) {
            try await DebianKernels.first(of: ["7.3.4", "7.2.12"]) { throw StraitError(.sourceUnavailable, "no \($0)") }
        }
        #expect(error?.message == "no 7.3.4")
    }

    /// A mirror that cannot be reached at all is asked once.
    @Test func otherTroubleEndsTheSearch() async {
        var asked: [String] = []
        await #expect(throws: StraitError.self) {
            try await DebianKernels.first(of: ["7.3.4", "7.2.12"]) { version in
                asked.append(version)
                throw StraitError(.infrastructure, "no network")
            }
        }
        #expect(asked == ["7.3.4"])
    }

    @Test func versionsAreOrderedAsDpkgDoes() async throws {
        let versions = [
            "7.2.9-1~bpo13+1", "7.3~rc5-1~exp1", "7.2.11-1~bpo13+1", "7.3-1", "7.2.9-1~bpo13+1", "7.2.12-1",
        ]
        #expect(
            try await DebianKernels.newestFirst(versions)
                == ["7.3-1", "7.3~rc5-1~exp1", "7.2.12-1", "7.2.11-1~bpo13+1", "7.2.9-1~bpo13+1"])
    }

    @Test func theNoteNamesWhatIsMissing() {
        let root = AptRoot(
            AptIndex(suite: "trixie-backports", architecture: "ppc64el"), mirror: "http://deb.debian.org/debian",
            cache: "/tmp")
        #expect(
            DebianKernels.note(["7.3.4-1~bpo13+1", "7.2.12-1~bpo13+1"], taken: "7.2.11-1~bpo13+1", root)
                == "the index of trixie-backports for ppc64el lists 7.3.4-1~bpo13+1, 7.2.12-1~bpo13+1, whose packages are not on "
                + "http://deb.debian.org/debian: 7.2.11-1~bpo13+1 was taken")
    }
}
