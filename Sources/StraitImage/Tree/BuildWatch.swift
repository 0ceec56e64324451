// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// Reads a build's output while it grows, tells how far it is, and keeps what is needed of it afterwards.
struct BuildWatch: Sendable {
    /// The build directory.
    let directory: FilePath
    let tell: @Sendable (BuildProgress) -> Void

    /// The build's output, in the build directory. Names that begin so are left alone by the recipe.
    static let logName = ".strait-log"
    /// How many files the largest build in the directory compiled.
    private static let mostName = ".strait-most"
    private static let interval = Duration.seconds(1)
    /// More of a log is not kept: a build of everything says 300 kB.
    private static let longest = 8 << 20

    private var log: FilePath { directory.appending(Self.logName) }

    /// Runs a build, with reports of its progress.
    func run<Value: Sendable>(_ build: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try Files.remove(log)
        let most = Int(try Files.exists(place) ? Files.read(place) : "")
        let watch = Task { await follow(most: most) }
        defer { watch.cancel() }
        return try await build()
    }

    private var place: FilePath { directory.appending(Self.mostName) }

    private func follow(most: Int?) async {
        let begin = ContinuousClock.now
        var (read, count) = (0, 0)
        // Ends with the build, which cancels it.
        while (try? await Task.sleep(for: Self.interval)) != nil {
            guard let handle = FileHandle(forReadingAtPath: log.string) else { continue }
            defer { try? handle.close() }
            try? handle.seek(toOffset: UInt64(read))
            guard let data = try? handle.read(upToCount: Self.longest), !data.isEmpty else { continue }
            // A line that is not whole yet is read with the next ones.
            guard let end = data.lastIndex(of: 0x0a) else { continue }
            read += data.distance(from: data.startIndex, to: end) + 1
            let lines = String(decoding: data[...end], as: UTF8.self).split(separator: "\n")
            let files = lines.compactMap { CompilerLog.compiledFile($0) }
            count += files.count
            guard let file = files.last else { continue }
            tell(BuildProgress(file: file, count: count, most: most, seconds: (.now - begin) / .seconds(1)))
        }
    }

    /// Notes what the build said of its files, whether it ended well or not; returns the warnings of all files.
    func close() throws -> [CompilerWarning] {
        let text = Files.exists(log) ? try Files.readLossy(log) : ""
        let said = CompilerLog(text.prefix(Self.longest))
        let notes = directory.appending(KnownWarnings.fileName)
        var known = try Files.decodeIfValid(KnownWarnings.self, from: notes) ?? KnownWarnings()
        known.take(said)
        try Files.write(known, asJSONTo: notes)
        let most = Int(try Files.exists(place) ? Files.read(place) : "") ?? 0
        if said.compiled.count > most { try Files.write(String(said.compiled.count), to: place) }
        return known.all
    }
}
