// SPDX-License-Identifier: Apache-2.0

import Mustache

/// The templates, the style and the script, embedded in the program so that it is a single file.
enum Templates {
    static let style = text(PackageResources.style_css)
    static let script = text(PackageResources.script_js)

    /// All templates by name; the first line of each contains ``ScalarHTML``.
    static let sources: [String: String] = [
        "index": text(PackageResources.index_mustache), "moved": text(PackageResources.moved_mustache),
        "page": text(PackageResources.page_mustache), "grid": text(PackageResources.grid_mustache),
        "chart": text(PackageResources.chart_mustache), "map": text(PackageResources.map_mustache),
        "cell": text(PackageResources.cell_mustache), "tests": text(PackageResources.tests_mustache),
        "rows": text(PackageResources.rows_mustache), "made": text(PackageResources.made_mustache),
        "matrix": text(PackageResources.matrix_mustache), "findings": text(PackageResources.findings_mustache),
        "expectation": text(PackageResources.expectation_mustache),
        "phases": text(PackageResources.phases_mustache), "layouts": text(PackageResources.layouts_mustache),
        "coverage": text(PackageResources.coverage_mustache),
        "squares": text(PackageResources.squares_mustache), "trace": text(PackageResources.trace_mustache),
        "controls": text(PackageResources.controls_mustache), "searches": text(PackageResources.searches_mustache),
    ]

    static let library: MustacheLibrary = {
        ScalarHTML.register()
        do {
            return MustacheLibrary(templates: try sources.mapValues { try MustacheTemplate(string: $0) })
        } catch {
            // The templates are part of the program, and a test renders all of them.
            fatalError("a template of the report does not parse: \(error)")
        }
    }()

    static func render(_ name: String, _ view: View) -> String {
        library.render(view, withTemplate: name) ?? ""
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

/// The content security policy of the page: even if escaping failed, no script would run and nothing would be loaded.
enum Policy {
    /// SHA-256 of the style and the script in base64. They are constants, because this target may not import a hash
    /// function; a test compares them with the files and prints the right ones.
    static let styleHash = "CojwBbEbeTCzjYDa5yjJG9mTT9jjmzrDCnhOFwCsEtc="
    static let scriptHash = "Wm9nKndqLDW4UQ6CmsQS49D+t1AxmEjdM7agV5mgVmE="

    /// For a page without a script.
    static let scriptless = "default-src 'none'; style-src 'sha256-\(styleHash)'; base-uri 'none'; form-action 'none'"

    static let header = """
        default-src 'none'; style-src 'sha256-\(styleHash)'; script-src 'sha256-\(scriptHash)'; img-src data:; \
        base-uri 'none'; form-action 'none'
        """
}
