// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// How a comparison was tested, for a mail or a page of another program: kernels with their patches, tools, hosts.
struct TestedWith {
    let comparison: Comparison

    /// The most different kernels of one side.
    private static let mostKernels = 4

    /// The kernels of both sides, their patches, the tools and the hosts, a line each.
    var lines: [String] {
        both(Self.kernels) + both(Self.patches) + both(Self.reasons) + both(Self.tools) + both(Self.host)
    }

    /// What is to be said of both sides, once if it is the same.
    private func both(_ words: (Comparison.Origin) -> String?) -> [String] {
        let sides = [("base", words(comparison.base)), ("candidate", words(comparison.candidate))]
        if sides[0].1 == sides[1].1 { return sides[0].1.map { [Clean.line($0, limit: 500)] } ?? [] }
        return sides.compactMap { name, text in text.map { Clean.line("\(name): \($0)", limit: 500) } }
    }

    /// `7.3.4+deb13-amd64 (7.3.4-1, debian:sid) on x86_64 and aarch64`: kernels of several architectures that differ in nothing else are
    /// one.
    private static func kernels(_ origin: Comparison.Origin) -> String? {
        var order: [String] = []
        var groups: [String: [Architecture]] = [:]
        for kernel in origin.kernels {
            let known = [kernel.version, kernel.source].filter { $0 != kernel.release && !$0.isEmpty }
            let text = "\(kernel.release) (\(known.joined(separator: ", ")))"
            if groups[text] == nil { order.append(text) }
            groups[text, default: []].append(kernel.architecture)
        }
        guard !order.isEmpty else { return "no kernel booted" }
        let left = order.count - min(order.count, mostKernels)
        let shown = order.prefix(mostKernels).map { text in
            "\(text) on \(Words.list((groups[text] ?? []).map(\.rawValue).uniqued()))"
        }
        return "kernel " + (shown + (left > 0 ? [Words.count(left, "more kernel")] : [])).joined(separator: "; ")
    }

    /// `13 patches, from [PATCH 01/13] … to [PATCH 13/13] …`: the release alone does not identify a kernel.
    private static func patches(_ origin: Comparison.Origin) -> String? {
        let series = origin.kernels.map(\.patches).uniqued().filter { !$0.isEmpty }
        let texts = series.prefix(2).compactMap { patches -> String? in
            guard let first = patches.first, let last = patches.last else { return nil }
            let (one, other) = (Clean.line(first.name, limit: 120), Clean.line(last.name, limit: 120))
            if patches.count == 1 { return "1 patch, \(one) (\(first.sha256.prefix(12)))" }
            return "\(Words.count(patches.count, "patch", "patches")), from \(one) to \(other)"
        }
        return texts.isEmpty ? nil : texts.joined(separator: "; ")
    }

    /// Why a preferred source of a kernel was not used.
    private static func reasons(_ origin: Comparison.Origin) -> String? {
        let reasons = origin.kernels.flatMap(\.passedOver).uniqued().map { Clean.line($0, limit: 200) }
        return reasons.isEmpty ? nil : reasons.prefix(2).joined(separator: "; ")
    }

    private static func tools(_ origin: Comparison.Origin) -> String? {
        let shown = [("qemu", "QEMU"), ("libvirt", "libvirt"), ("strait", "strait")].compactMap { key, name in
            origin.tools[key].map { "\(name) \($0)" }
        }
        return shown.isEmpty ? nil : shown.joined(separator: ", ")
    }

    private static func host(_ origin: Comparison.Origin) -> String? {
        let host = origin.host
        return "\(host.system), \(Words.count(host.cores, "core")), \(Words.bytes(Mebibytes(host.memoryMiB).bytes))"
    }
}
