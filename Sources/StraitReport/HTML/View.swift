// SPDX-License-Identifier: Apache-2.0

import Mustache
import StraitModel

/// A value that may stand in a template.
protocol Shown {
    /// The value as the template engine takes it: text cleaned, so that nothing reaches a page in any other way.
    var shown: Any { get }
}

extension String: Shown { var shown: Any { Clean.line(self) } }
extension Int: Shown { var shown: Any { self } }
extension Bool: Shown { var shown: Any { self } }
extension View: Shown { var shown: Any { self } }
extension Array: Shown where Element: Shown { var shown: Any { map(\.shown) } }

/// Names and values for a template. A name that is not there is nothing: never the value of the same name further out, as in
/// Mustache's own rules.
struct View: MustacheParent, ExpressibleByDictionaryLiteral {
    private var values: [String: Any]

    init(dictionaryLiteral elements: (String, (any Shown)?)...) {
        values = [:]
        for (name, value) in elements { self[name] = value }
    }

    /// Sets a value; nil and the empty text are absent.
    subscript(name: String) -> (any Shown)? {
        get { values[name] as? any Shown }
        set { values[name] = newValue as? String == "" ? nil : newValue?.shown }
    }

    /// A view with more values.
    func with(_ more: View) -> View {
        var result = self
        result.values.merge(more.values) { $1 }
        return result
    }

    func child(named name: String) -> Any? { values[name] ?? Absent() }
}

private struct Absent: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
}

/// Text of the page's own that goes into it as it stands; nothing from a run is ever one.
struct Raw: Shown {
    let text: String
    init(_ text: String) { self.text = text }
    var shown: Any { text }
}

/// A coordinate: one decimal is finer than a screen.
func place(_ value: Double) -> String { Words.number(value, digits: 1) }
