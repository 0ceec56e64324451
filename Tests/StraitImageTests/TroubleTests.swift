// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import Testing

@testable import StraitImage

@Suite struct TroubleTests {
    /// What apt wrote in each case, and the sentence that a user reads instead.
    static let sentences: [(said: String, kind: StraitError.Kind, sentence: String)] = [
        (
            "E: Failed to fetch http://m/dists/s/main/binary-a/Packages.xz  File has unexpected size (270640 != 285712). "
                + "Mirror sync in progress? [IP: 203.0.113.80 80]", .sourceUnavailable,
            "the index of s for a on http://m does not match its signature: the mirror is being updated; "
                + "try again later or name another source"
        ),
        (
            "W: Failed to fetch http://m/dists/s/InRelease  Temporary failure resolving 'm'", .infrastructure,
            "http://m cannot be reached: there is no network, or the mirror is down"
        ),
        (
            "E: Version '7.3.3-1' for 'linux-source-7.3' was not found", .sourceUnavailable,
            "s for a on http://m does not have a version that was chosen: `strait image update` chooses the newest anew; where "
                + "that says the same, the mirror lacks packages that are in its index"
        ),
        (
            "Err:1 http://m s InRelease\n  The following signatures couldn't be verified because the public key is not "
                + "available: NO_PUBKEY 6ED0E7B82643E131", .sourceUnavailable,
            "the index of s for a on http://m is not signed with a key of Debian's archive: name another mirror, "
                + "or apt-get install a newer debian-archive-keyring"
        ),
        (
            "E: The repository 'http://m s Release' does not have a Release file.", .sourceUnavailable,
            "there is no s for a on http://m"
        ),
        (
            "E: Write error - write (28: No space left on device)", .infrastructure,
            "the disk with strait's cache is full: free some space; "
                + "`strait image prune` removes what is not needed"
        ),
        ("E: Something new", .infrastructure, "apt-get could not read the index"),
    ]

    @Test(arguments: sentences.indices) func aptTrouble(row: Int) {
        let (said, kind, sentence) = Self.sentences[row]
        let trouble = AptTrouble(index: AptIndex(suite: "s", architecture: "a"), mirror: "http://m")
        let error = trouble.error(for: "Reading package lists...\n\(said)\n", doing: "read the index")
        #expect(error.kind == kind)
        #expect(error.message == sentence)
    }

    @Test func causeIsWhatAptSaid() {
        let trouble = AptTrouble(index: AptIndex(suite: "s", architecture: "a"), mirror: "http://m")
        #expect(trouble.error(for: "E: Something new\n", doing: "x").cause == "Something new")
    }

    @Test func missingToolNamesItsPackage() async {
        #expect(Trouble.packages["bwrap"] == "bubblewrap")
        let error = await #expect(throws: StraitError.self) { try await Program.check("strait-no-such-tool", []) }
        #expect(
            error?.message
                == "the program strait-no-such-tool is not installed: apt-get install strait-no-such-tool")
    }

    @Test func fullDiskIsToldWhoeverMetIt() {
        let beneath = NSError(domain: NSPOSIXErrorDomain, code: Int(ENOSPC))
        let errors = [
            beneath, NSError(domain: NSCocoaErrorDomain, code: CocoaError.fileWriteOutOfSpace.rawValue),
            NSError(domain: NSCocoaErrorDomain, code: 512, userInfo: [NSUnderlyingErrorKey: beneath]),
        ]
        for error in errors {
            #expect((Trouble.translated(error) as? StraitError)?.message == Trouble.diskFull.message)
        }
        #expect(Trouble.translated(CancellationError()) is CancellationError)
    }

    @Test func whatCannotBeWrittenIsNamedInTheSystemsWords() async throws {
        let scratch = try Scratch()
        try scratch.write("in the way", to: "pins")
        let memory = #expect(throws: StraitError.self) { try PinStore(cache: scratch.path) }
        #expect(memory?.kind == .infrastructure)
        #expect(memory?.description == "cannot make the directory \(scratch.path.appending("pins")) (File exists)")
        let keys = await #expect(throws: StraitError.self) {
            try await RunKeys.make(
                in: scratch.path.appending("pins").string, hostKey: [], hostPublicKey: "", authorizedKey: "")
        }
        #expect(keys?.description.hasSuffix("(Not a directory)") == true, "\(String(describing: keys))")
        let archive = #expect(throws: StraitError.self) {
            try OverlayArchive.append(
                [], to: scratch.path.appending("pins").string, at: scratch.path.appending("none/initramfs"))
        }
        #expect(
            archive?.description
                == "cannot write \(scratch.path.appending("none/initramfs")): there is no such file or directory")
        let full = StraitError(.infrastructure, "cannot write x", cause: String(cString: strerror(ENOSPC)))
        #expect((Trouble.translated(full) as? StraitError)?.message == Trouble.diskFull.message)
        let own = SystemError.of(ENOSPC, "write", "/cache/x")
        #expect((Trouble.translated(own) as? StraitError)?.message == Trouble.diskFull.message)
    }

    @Test func deadlineAndCancellationEndAProgram() async throws {
        let start = ContinuousClock.now
        let late = await #expect(throws: StraitError.self) {
            try await Program.run("sleep", ["60"], deadline: .milliseconds(100))
        }
        #expect(late?.kind == .deadline)
        let task = Task { try await Program.run("sleep", ["60"], deadline: .seconds(60)) }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test(arguments: [
        (
            "mm/a.c:1:1: error: expected\nmake: *** [mm/a.o] Error 1\n",
            "mm/a.c:1:1: error: expected\nmake: *** [mm/a.o] Error 1"
        ),
        ("error: options did not take effect\n", "error: options did not take effect"), ("", ""),
    ])
    func causeIsTheFirstErrorAndTheEnd(_ said: String, _ cause: String) {
        let finished = Program.Finished(code: 2, output: said, errors: "")
        #expect(Sandbox.cause(finished) == cause)
    }
}
