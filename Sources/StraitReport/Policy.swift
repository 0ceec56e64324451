// SPDX-License-Identifier: Apache-2.0

/// The page's content security policy: should escaping ever fail, nothing runs and nothing is fetched all the same.
enum Policy {
    /// SHA-256 of the style and the script, base64. Constants, because the stage has no hash of its own to compute them with; a test
    /// compares them with the files and tells the right ones.
    static let styleHash = "pdzP+jtgbLmJ2LVZeXbvWKla5yMKmyOJiYlDttNFds4="
    static let scriptHash = "d2uFD5LeGsZYdC9nXCYkomPaP372XiEp+AYwpeLbyB4="

    /// For a page without a script.
    static let scriptless = "default-src 'none'; style-src 'sha256-\(styleHash)'; base-uri 'none'; form-action 'none'"

    static let header = """
        default-src 'none'; style-src 'sha256-\(styleHash)'; script-src 'sha256-\(scriptHash)'; img-src data:; \
        base-uri 'none'; form-action 'none'
        """
}
