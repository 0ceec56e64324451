// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// Strait's JSON format: equal values give equal bytes, and `diff` shows exactly what differs.
public enum JSON {
    /// A value as text, with sorted keys and no line break at the end.
    public static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// A value as the content of a file, with a line break at the end.
    public static func encode(_ value: some Encodable) throws -> [UInt8] { Array(try text(value).utf8) + [0x0a] }

    /// Decodes a value.
    public static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: some Sequence<UInt8>) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }

    /// The reason why JSON cannot be decoded, in one sentence.
    public static func sentence(of error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            return "the key “\(key.stringValue)” is missing" + place(context.codingPath)
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            return "a value of another type" + place(context.codingPath)
        case DecodingError.dataCorrupted(let context):
            return context.codingPath.isEmpty ? "it is not JSON" : context.debugDescription + place(context.codingPath)
        case let error as StraitError: return error.message
        default: return String(describing: error)
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        guard !path.isEmpty else { return "" }
        return " at " + path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    }
}
