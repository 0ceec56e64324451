// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// The one way in which strait writes JSON: same value, same bytes, and a `diff` of two files shows what differs and nothing else.
public enum JSON {
    /// A value as text, with its keys in order and no line break at its end.
    public static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// A value as the content of a file, which ends with a line break.
    public static func encode(_ value: some Encodable) throws -> [UInt8] { Array(try text(value).utf8) + [0x0a] }

    /// A value from JSON.
    public static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: some Sequence<UInt8>) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }

    /// What is wrong with JSON that cannot be decoded, without the nesting of Foundation's own description.
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
