// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// The initramfs for one kernel with everything that its tests need, built by the recipe in a sandbox of unpacked
/// packages.
struct Initramfs: Sendable {
    let recipe: Recipe
    let cache: ObjectCache
    let jobs: AsyncSemaphore
    let progress: Progress
    let architecture: Architecture
    let pin: KernelPin
    let parts: KernelParts
    let toolchain: ObjectSpec
    let userland: ObjectSpec

    /// A build that takes longer hangs.
    private static let deadline = Duration.seconds(1800)

    /// The initramfs as an object of the cache.
    func spec() -> ObjectSpec {
        let inputs = [
            architecture.rawValue, pin.release, pin.compiler.name, parts.kernel.key, parts.headers.key,
            parts.source?.key ?? "no source",
            toolchain.key, userland.key,
        ]
        return ObjectSpec(kind: "initramfs", inputs: inputs + recipe.initramfsLines) {
            try await make(in: $0)
        }
    }

    /// The intermediate objects, needed only to build it again.
    var ingredients: [ObjectSpec] {
        let all = [toolchain, userland, parts.kernel, parts.headers] + (parts.source.map { [$0] } ?? [])
        // A kernel that was built here contains its headers and source.
        return all.reduce(into: []) { known, spec in
            if !known.contains(where: { $0.key == spec.key }) { known.append(spec) }
        }
    }

    private func make(in target: FilePath) async throws -> [String: String] {
        let leases: [String: Lease] = try await withThrowingTaskGroup(of: Lease.self) { group in
            for spec in ingredients { group.addTask { try await progress.obtain(spec, from: cache) } }
            return try await group.reduce(into: [String: Lease]()) { $0[$1.key] = $1 }
        }
        defer { withExtendedLifetime(leases) {} }
        guard let root = leases[toolchain.key], let userland = leases[userland.key],
            let headers = leases[parts.headers.key]
        else { throw StraitError(.infrastructure, "the build of \(pin.release) has no toolchain") }
        let source = parts.source.flatMap { leases[$0.key]?.path.appending(parts.sourceFolder) }
        let empty = target.appending(".no-source")
        try Files.makeDirectory(empty)
        var sandbox = Sandbox(root: root.path, writable: [("/out", target)])
        sandbox.readOnly = [
            ("/recipe", recipe.directory), ("/source", source ?? empty), ("/userland", userland.path),
            ("/usr/src", headers.path.appending("usr/src")),
        ]
        for name in try Files.names(in: headers.path.appending("usr/lib")) where name.hasPrefix("linux-kbuild-") {
            sandbox.readOnly.append(("/usr/lib/\(name)", headers.path.appending("usr/lib").appending(name)))
        }
        let ready = headers.path.appending("ready")
        if Files.exists(ready) { sandbox.readOnly.append(("/ready", ready)) }
        let transport = leases[parts.kernel.key]?.path.appending(KernelParts.transportName)
        if let transport, Files.exists(transport) { sandbox.readOnly.append(("/transport", transport)) }
        let box = sandbox
        let environment = Self.environment(architecture, pin).merging(["HEADERS": parts.headersPath]) { $1 }
        // The name contains a digest: two kernels with one release, as a base and a candidate, need separate logs.
        let log = cache.log("\(architecture.rawValue)-\(pin.release)-\(parts.kernel.key.suffix(8))")
        try await jobs.pass {
            try await progress.step("initramfs") {
                try await box.run(
                    ["/bin/bash", "/recipe/build.sh"], environment: environment, deadline: Self.deadline,
                    log: log)
            }
        }
        // The log of an earlier attempt could be mistaken for this one's.
        try Files.remove(log)
        try Files.remove(empty)
        return try await origin(of: target)
    }

    /// The environment variables of every recipe.
    static func environment(_ architecture: Architecture, _ pin: KernelPin) -> [String: String] {
        [
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/tmp", "STRAIT_ARCH": architecture.rawValue,
            "KARCH": architecture.platform.kernel.architecture,
            "CROSS_COMPILE": architecture.platform.kernel.triplet + "-",
            "GCC": pin.compiler.name, "JOBS": "2",
        ]
    }

    private func origin(of target: FilePath) async throws -> [String: String] {
        guard let file = try Files.names(in: target).first(where: { $0.hasPrefix("initramfs.cpio") }) else {
            throw StraitError(.infrastructure, "the recipe built no initramfs for \(pin.release)")
        }
        // Read now, so that a broken manifest fails the build and not the runs that use it.
        _ = try Manifest.facts(in: target)
        return [
            "source": pin.source.description, "release": pin.release, "version": pin.version,
            "architecture": architecture.rawValue, "file": file,
            "sha256": try Digest.of(file: target.appending(file)),
        ]
    }
}
