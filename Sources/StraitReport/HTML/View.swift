// SPDX-License-Identifier: Apache-2.0

import Mustache
import StraitModel

/// A value for a template.
protocol Shown {
    /// The value for the template engine. Text is cleaned here, so that no other text reaches a page.
    var shown: Any { get }
}

extension String: Shown { var shown: Any { Clean.line(self) } }
extension Int: Shown { var shown: Any { self } }
extension Bool: Shown { var shown: Any { self } }
extension View: Shown { var shown: Any { self } }
extension Array: Shown where Element: Shown { var shown: Any { map(\.shown) } }

/// Names and values for a template. A missing name is empty; unlike in Mustache's own rules, outer values of the same
/// name do not count.
struct View: MustacheParent, ExpressibleByDictionaryLiteral {
    private var values: [String: Any]

    init(dictionaryLiteral elements: (String, (any Shown)?)...) {
        values = [:]
        for (name, value) in elements { self[name] = value }
    }

    /// Sets a value; nil and an empty text count as missing.
    subscript(name: String) -> (any Shown)? {
        get { values[name] as? any Shown }
        set { values[name] = newValue as? String == "" ? nil : newValue?.shown }
    }

    /// A view with additional values.
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

/// HTML of the page itself, which is not escaped; never a text from a run.
struct Raw: Shown {
    let text: String
    init(_ text: String) { self.text = text }
    var shown: Any { text }
}

/// A coordinate with one decimal.
func place(_ value: Double) -> String { Words.number(value, digits: 1) }
