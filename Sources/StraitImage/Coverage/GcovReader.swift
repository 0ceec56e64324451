// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// Turns what a guest counted into lines, with the program of the compiler that built its kernel, in a sandbox: a guest is not
/// trusted, and neither is what it counted.
public struct GcovReader: Sendable {
    private let cache: FilePath

    private static let deadline = Duration.seconds(120)
    /// The largest memory of the program, in KiB. It needs 20 MiB for a file of the kernel's.
    private static let memory = 1 << 20
    /// Runs the program on all files, and keeps apart what it says.
    private static let script = """
        cd /data && ulimit -v \(memory) && program=$1 && shift && "$program" --json-format --branch-probabilities --stdout "$@" > output 2> errors
        """

    /// Makes a reader for images of the cache in this directory.
    public init(cache: String) { self.cache = Files.absolute(cache) }

    /// The lines of a cell's readings, and what could not be read, a sentence each. Errors: `infrastructure` where nothing can
    /// be read at all.
    public func read(
        _ readings: [CoverageReading], of kernel: KernelCoverage
    ) async throws -> (coverage: CellCoverage, notes: [String]) {
        guard let tools = kernel.tools else {
            throw StraitError(.infrastructure, "the image does not say how its counts are read")
        }
        let scratch = try await ScratchDirectory.make(in: cache)
        defer { scratch.remove() }
        let places = try write(readings, of: kernel, in: scratch.path)
        var tally = GcovTally(readings: readings.count, paths: kernel.files.map(\.path))
        var notes: [String] = []
        if !places.isEmpty {
            try await run(tools, places.map(\.name), in: scratch.path)
            let said = try Files.readLossy(scratch.path.appending("errors"))
            let output = try Data(contentsOf: URL(fileURLWithPath: scratch.path.appending("output").string))
            let documents = try Self.documents(output)
            for place in places {
                if let fault = Self.fault(of: place.name, in: said, isRead: documents[place.name] != nil) {
                    notes.append(
                        "the counts of \(place.source) after \(readings[place.reading].label) are left out: \(fault)")
                } else if let document = documents[place.name] {
                    tally.add(document, of: place.source, reading: place.reading)
                }
            }
        }
        return (CellCoverage(readings: readings.map(\.label), files: tally.files), notes)
    }

    private struct Place {
        var reading: Int
        var source: String
        var name: String
    }

    /// Puts each file beside its notes, where the program looks for them. All names are ours.
    private func write(
        _ readings: [CoverageReading], of kernel: KernelCoverage, in directory: FilePath
    ) throws -> [Place] {
        var places: [Place] = []
        for (index, reading) in readings.enumerated() {
            for source in kernel.sources {
                guard let bytes = reading.data[source] else { continue }
                let notes = KernelCoverage.notes(of: source)
                let place = Place(reading: index, source: source, name: "\(index)/\(source.dropLast(2)).gcda")
                let file = directory.appending(place.name)
                try Files.makeDirectory(file.removingLastComponent())
                try WholeFile.write(bytes, to: file.string)
                try FileManager.default.createSymbolicLink(
                    atPath: directory.appending("\(index)/\(notes)").string, withDestinationPath: "/notes/\(notes)")
                places.append(place)
            }
        }
        return places
    }

    private func run(_ tools: CoverageTools, _ names: [String], in directory: FilePath) async throws {
        var sandbox = Sandbox(root: FilePath(tools.toolchain), writable: [("/data", directory)])
        sandbox.readOnly = [("/notes", FilePath(tools.notes))]
        let log = cache.appending("logs/coverage.log")
        // What it says of single files is read from its errors, whatever it ends with.
        try await sandbox.run(
            ["/bin/bash", "-c", Self.script + "; exit 0", "bash", tools.program] + names,
            environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C"], deadline: Self.deadline, log: log,
            what: "\(tools.program) cannot read the counts")
    }

    /// The documents by the names of their files; a last one that is not whole is left out.
    private static func documents(_ output: Data) throws -> [String: GcovDocument] {
        var documents: [String: GcovDocument] = [:]
        for line in output.split(separator: 0x0a) {
            guard let document = try? JSONDecoder().decode(GcovDocument.self, from: Data(line)) else { continue }
            documents[document.data] = document
        }
        return documents
    }

    /// Why a file's counts mean nothing; nil if they do. The program goes on after a fault with zeros, which would mean that
    /// nothing ran.
    static func fault(of name: String, in said: String, isRead: Bool) -> String? {
        let lines = said.split(separator: "\n")
        let stem = name.dropLast(".gcda".count)
        if let line = lines.first(where: { $0.hasPrefix(stem + ".") }) {
            return String(line.drop { $0 != ":" }.dropFirst())
        }
        // What is said of no file may concern this one.
        if let line = lines.first(where: { !$0.contains(".gcda:") && !$0.contains(".gcno:") }) { return String(line) }
        return isRead ? nil : "the compiler's program says nothing of them"
    }
}
