// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import Testing

@testable import StraitStore

@Suite struct RunDirectoryTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private var path: String { scratch.path + "/deep/run" }

    @Test func aNewRunHoldsItsRecordAndNothingElse() throws {
        let run = try RunDirectory.create(at: path + "/", record: Samples.record())
        #expect(run.path == path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == [".lock", "cells", "run.json"])
        #expect(RunDirectory.holdsRun(at: path))
        #expect(try RunDirectory.open(at: path).record == Samples.record())
    }

    @Test func sameRecordSameBytes() throws {
        _ = try RunDirectory.create(at: scratch.path + "/one", record: Samples.record())
        _ = try RunDirectory.create(at: scratch.path + "/two", record: Samples.record())
        let text = try scratch.text("one/run.json")
        #expect(try text == scratch.text("two/run.json"))
        #expect(text.hasSuffix("}\n"))
        #expect(text.contains("configs/smoke.yaml"))
    }

    @Test func whatIsNotARunIsRefused() throws {
        try scratch.put("mine", "notes.txt")
        #expect(
            sentence { _ = try RunDirectory.create(at: scratch.path, record: Samples.record()) }
                == "\(scratch.path) is not empty (it holds notes.txt) and not a run; name a new directory")
        #expect(try scratch.text("notes.txt") == "mine")
        #expect(throws: StraitError.self) { try RunDirectory.open(at: self.scratch.path, for: .writing) }
        #expect(!scratch.exists(".lock"), "a directory of somebody else's gets no lock file")
        #expect(
            sentence { _ = try RunDirectory.open(at: scratch.path) }
                == "\(scratch.path) is not a run: it has no run.json")
        #expect(
            sentence { _ = try RunDirectory.open(at: path) }
                == "cannot open the run \(path): there is no such file or directory")
        #expect(
            sentence { _ = try RunDirectory.create(at: scratch.path + "/notes.txt/run", record: Samples.record()) }
                == "cannot make the directory \(scratch.path)/notes.txt/run: a part of the path is a file, not a directory"
        )
    }

    @Test func aRunIsNotOverwritten() throws {
        _ = try RunDirectory.create(at: path, record: Samples.record())
        #expect(
            sentence { _ = try RunDirectory.create(at: path, record: Samples.record()) }
                == "\(path) holds a run already; resume it, or name another directory")
    }

    @Test func itsRecordCanBecomeAnotherAndItsWriterStaysTheOnlyOne() throws {
        var run = try RunDirectory.create(at: path, record: Samples.record())
        var record = Samples.record()
        record.tools["libssh"] = "0.11"
        run = try run.replacing(record)
        #expect(run.record == record)
        #expect(try RunDirectory.open(at: path).record == record)
        #expect(throws: StraitError.self) { try RunDirectory.open(at: self.path, for: .writing) }
        try run.writeResults(finished: nil, always: true)
        #expect(throws: StraitError.self) { _ = try RunDirectory.open(at: self.path).replacing(Samples.record()) }
    }

    @Test func oneWriterAtATimeAndAnyReaders() throws {
        var run: RunDirectory? = try RunDirectory.create(at: path, record: Samples.record())
        #expect(run != nil)
        let held = "another strait process is writing \(path) (process \(getpid()))"
        #expect(sentence { _ = try RunDirectory.open(at: path, for: .writing) } == held)
        #expect(
            sentence { _ = try RunDirectory.create(at: path, record: Samples.record()) }
                == held)
        let reader = try RunDirectory.open(at: path)
        #expect(sentence { try reader.write(Samples.result("a")) } == "\(path) was opened for reading only")
        run = nil
        _ = try RunDirectory.open(at: path, for: .writing)
    }

    /// Straits before the lock file lock the directory itself.
    @Test func aStraitThatLocksTheDirectoryKeepsThisOneOutAndIsKeptOut() throws {
        var run: RunDirectory? = try RunDirectory.create(at: path, record: Samples.record())
        let directory = open(path, O_RDONLY | O_DIRECTORY)
        defer { close(directory) }
        #expect(run != nil && flock(directory, LOCK_EX | LOCK_NB) != 0)
        run = nil
        #expect(flock(directory, LOCK_EX | LOCK_NB) == 0)
        let reader = try RunDirectory.open(at: path)
        #expect(reader.isBeingWritten)
        #expect(throws: StraitError.self) { try RunDirectory.open(at: self.path, for: .writing) }
        #expect(flock(directory, LOCK_UN) == 0 && !reader.isBeingWritten)
    }

    @Test func whatADeadWriterLeftIsRemovedByTheNextWriterOnly() throws {
        _ = try RunDirectory.create(at: path, record: Samples.record()).cellDirectory("a")
        let debris = ["deep/run/.strait-1-1.tmp", "deep/run/cells/a/.strait-1-2.tmp"]
        for name in debris { try scratch.put("half", name) }
        try scratch.put("kept", "deep/run/cells/a/console.log")
        _ = try RunDirectory.open(at: path)
        #expect(debris.allSatisfy(scratch.exists))
        let run = try RunDirectory.open(at: path, for: .writing)
        #expect(!debris.contains(where: scratch.exists))
        #expect(try run.files(of: "a").map(\.name) == ["console.log"])
    }

    @Test func anInterruptedCreateIsNoObstacle() throws {
        try FileManager.default.createDirectory(atPath: path + "/cells", withIntermediateDirectories: true)
        try scratch.put("{", "deep/run/.strait-7-1.tmp")
        _ = try RunDirectory.create(at: path, record: Samples.record())
        #expect(!scratch.exists("deep/run/.strait-7-1.tmp"))
    }

    @Test func abrokenRecordIsToldInASentence() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try scratch.put("{", "deep/run/run.json")
        #expect(sentence { _ = try RunDirectory.open(at: path) } == "\(path)/run.json cannot be used: it is not JSON")
        try scratch.put("{}", "deep/run/run.json")
        #expect(
            sentence { _ = try RunDirectory.open(at: path) }.hasPrefix("\(path)/run.json cannot be used: the key “"))
    }

    @Test(arguments: [
        (ENOSPC, "cannot write /r/x: there is no space left on that file system"),
        (EROFS, "cannot write /r/x: that file system is read-only"), (EACCES, "cannot write /r/x: permission denied"),
        (EIO, "cannot write /r/x: Input/output error"),
    ])
    func troubleOfTheDiskIsOneSentenceWithThePath(number: Int32, expected: String) {
        #expect(SystemError.of(number, "write", "/r/x").description == expected)
    }

    @Test func aFullDiskIsTheHostsTroubleAndAReadOnlyOneTheRequests() {
        #expect(SystemError.of(ENOSPC, "write", "/r").kind == .infrastructure)
        #expect(SystemError.of(EROFS, "write", "/r").kind == .request)
    }
}
