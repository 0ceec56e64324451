// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// Sentences for errors that no other code describes.
public enum Unforeseen {
    /// The sentence of an error: strait's own, or the system's message with its file.
    public static func sentence(of error: any Error) -> String {
        if let error = error as? StraitError { return error.description }
        guard error is CocoaError || error is POSIXError else { return "unexpected error: \(error)" }
        let file = (error as? CocoaError)?.filePath.map { "\($0): " } ?? ""
        return "unexpected error: \(file)\(error.localizedDescription)"
    }
}
