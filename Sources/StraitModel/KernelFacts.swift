// SPDX-License-Identifier: Apache-2.0

/// What a kernel and its image contain, known before a boot.
public struct KernelFacts: Sendable, Equatable {
    /// The options of its configuration, without `CONFIG_`: `y`, `m`, a value, or `n` if not set.
    public var options: [String: String]
    /// Base page size in KiB.
    public var pageSizeKiB: Int
    /// The interface for device-private memory: `range` (memremap_pages) or `nr_pages` (memremap_device_private_pagemap).
    public var interface: String
    /// The programs and modules of the image, including those that are missing.
    public var contents: [ImageContent]

    /// Makes facts.
    public init(options: [String: String], pageSizeKiB: Int, interface: String, contents: [ImageContent]) {
        self.options = options
        self.pageSizeKiB = pageSizeKiB
        self.interface = interface
        self.contents = contents
    }

    /// Whether an option is set.
    public func isSet(_ option: String) -> Bool { options[option].map { $0 != "n" } ?? false }

    /// CONFIG_DEVICE_PRIVATE.
    public var devicePrivate: Bool { isSet("DEVICE_PRIVATE") }
    /// CONFIG_RANDOMIZE_BASE.
    public var kaslr: Bool { isSet("RANDOMIZE_BASE") }

    /// Why the image lacks some of these programs and modules, with their names; nil if all are there.
    public func reasonWithout(_ names: [String]) -> String? {
        let reasons = names.compactMap { name -> String? in
            guard let content = contents.first(where: { $0.name == name }) else { return "\(name): not in the image" }
            return content.missing.map { "\(name): \($0)" }
        }
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    }

    /// Everything that is missing from the image, with the reasons; nil if nothing is.
    public var reasonForGaps: String? { reasonWithout(contents.filter { $0.missing != nil }.map(\.name)) }
}

extension KernelFacts: Codable {
    enum CodingKeys: String, CodingKey {
        case devicePrivate, kaslr, pageSizeKiB, interface, options, contents, noSelftests
    }

    /// Decodes facts. Older records have only two options and one workload.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        pageSizeKiB = try container.decode(Int.self, forKey: .pageSizeKiB)
        interface = try container.decode(String.self, forKey: .interface)
        options = try container.decodeIfPresent([String: String].self, forKey: .options) ?? [:]
        for (option, key) in [("DEVICE_PRIVATE", CodingKeys.devicePrivate), ("RANDOMIZE_BASE", .kaslr)]
        where options[option] == nil {
            options[option] = try container.decode(Bool.self, forKey: key) ? "y" : "n"
        }
        contents =
            try container.decodeIfPresent([ImageContent].self, forKey: .contents)
            ?? .devicePrivateMemory(without: container.decodeIfPresent(String.self, forKey: .noSelftests))
    }

    /// Encodes the facts; two options have keys of their own.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(devicePrivate, forKey: .devicePrivate)
        try container.encode(kaslr, forKey: .kaslr)
        try container.encode(pageSizeKiB, forKey: .pageSizeKiB)
        try container.encode(interface, forKey: .interface)
        try container.encode(options, forKey: .options)
        try container.encode(contents, forKey: .contents)
    }
}
