// SPDX-License-Identifier: Apache-2.0

import Foundation
import FoundationXML
import StraitAnalysis
import StraitModel

/// A run as JUnit XML: a suite for each architecture and kernel, a test case for each cell, and one for each seed that does not replay.
/// A `failure` is a verdict on the kernel, or that there is none where one was expected; an `error` is trouble of the infrastructure.
public enum JUnit {
    /// The document, UTF-8.
    public static func xml(_ input: ReportInput) -> [UInt8] {
        let items = ShownCell.all(input.record, input.results.cells)
        let root = XMLElement(name: "testsuites")
        let errors = input.replayErrors
        set(root, ["name": input.record.name], counts(items, extra: errors.count))
        var order: [String] = []
        var groups: [String: [ShownCell]] = [:]
        for item in items {
            let name = "\(item.architecture.rawValue).\(item.kernel)"
            if groups[name] == nil { order.append(name) }
            groups[name, default: []].append(item)
        }
        for name in order { root.addChild(suite(name, groups[name] ?? [], input)) }
        if !errors.isEmpty { root.addChild(replaySuite(errors, input)) }
        let document = XMLDocument(rootElement: root)
        document.version = "1.0"
        document.characterEncoding = "UTF-8"
        return [UInt8](document.xmlData(options: .nodePrettyPrint))
    }

    private static func suite(_ name: String, _ items: [ShownCell], _ input: ReportInput) -> XMLElement {
        let suite = emptySuite(name, input, counts(items, extra: 0))
        for item in items { suite.addChild(testCase(item, "strait.\(name)")) }
        return suite
    }

    /// What is wrong with the run as a whole.
    private static func replaySuite(_ errors: [(name: String, objection: String)], _ input: ReportInput) -> XMLElement {
        let suite = emptySuite("replay", input, counts([], extra: errors.count))
        for error in errors {
            let element = XMLElement(name: "testcase")
            set(element, ["name": error.name, "classname": "strait.replay", "time": seconds([])])
            element.addChild(trouble("error", error.objection, "replay", "this run cannot be trusted"))
            suite.addChild(element)
        }
        return suite
    }

    private static func emptySuite(_ name: String, _ input: ReportInput, _ counts: [String: String]) -> XMLElement {
        let suite = XMLElement(name: "testsuite")
        // The schema's time stamp has no zone.
        let started =
            input.results.started.hasSuffix("Z") ? String(input.results.started.dropLast()) : input.results.started
        set(suite, ["name": "strait.\(name)", "timestamp": started, "hostname": input.record.host.name], counts)
        return suite
    }

    private static func testCase(_ item: ShownCell, _ className: String) -> XMLElement {
        let element = XMLElement(name: "testcase")
        set(element, ["name": item.id, "classname": className, "time": seconds([item])])
        guard let result = item.result else {
            element.addChild(trouble("error", "no result", "missing", ""))
            return element
        }
        if let properties = properties(result.kernel) { element.addChild(properties) }
        let message = [result.rung.rawValue, result.errno?.name, result.cause].compactMap { $0 }.joined(separator: ": ")
        switch result.told {
        case .passed: break
        case .failed, .crashed, .hung:
            element.addChild(trouble("failure", message, result.outcome.rawValue, body(result)))
        case .invalid, .infrastructure:
            element.addChild(trouble("error", message, result.outcome.rawValue, body(result)))
        case .unsupported where result.isLost:
            let expected = result.expectation.map { ", expected \($0.description)" } ?? ""
            let cause = result.cause.map { ": \($0)" } ?? ""
            element.addChild(trouble("failure", "unsupported\(expected)\(cause)", "regression", body(result)))
        case .unsupported:
            let skipped = XMLElement(name: "skipped")
            set(skipped, ["message": result.cause ?? "unsupported"])
            element.addChild(skipped)
        }
        let tests = result.suites.flatMap(\.tests).map {
            "\($0.status.rawValue) \($0.name)" + ($0.detail.map { ": \($0)" } ?? "")
        }
        let lines = reproduction(result) + tests
        if !lines.isEmpty {
            element.addChild(XMLElement(name: "system-out", stringValue: legal(lines.joined(separator: "\n"))))
        }
        return element
    }

    /// Which kernel it was, to the last byte; nil where none was booted. A suite may have several: one for each page size.
    private static func properties(_ kernel: KernelIdentity) -> XMLElement? {
        guard kernel.release != nil else { return nil }
        let facts = [
            ("source", kernel.source), ("release", kernel.release), ("version", kernel.version),
            ("sha256", kernel.sha256),
        ]
        let properties = XMLElement(name: "properties")
        for case (let name, let value?) in facts {
            let property = XMLElement(name: "property")
            set(property, ["name": "kernel.\(name)", "value": value])
            properties.addChild(property)
        }
        return properties
    }

    private static func trouble(_ name: String, _ message: String, _ type: String, _ body: String) -> XMLElement {
        let element = XMLElement(name: name, stringValue: legal(body))
        set(element, ["message": message, "type": type])
        return element
    }

    /// What a reader needs who has nothing but this file.
    private static func body(_ result: CellResult) -> String {
        let axes = result.requested.sorted { $0.key < $1.key }.map { name, value in
            "\(name): \(value)" + (result.effective[name].map { ", the guest shows \($0)" } ?? "")
        }
        let sizes = result.deviceMemory.map {
            "device memory \($0.request): \($0.outcome.rawValue) at \($0.rung.rawValue)"
                + ($0.errno.map { " with \($0)" } ?? "")
        }
        let reports = result.reports.prefix(4).flatMap { [$0.title] + $0.lines.prefix(60) }
        return (axes + sizes + reports + result.notes + reproduction(result)).joined(separator: "\n")
    }

    private static func reproduction(_ result: CellResult) -> [String] {
        result.reproduction.map { ["reproduce: \($0)"] } ?? []
    }

    private static func counts(_ items: [ShownCell], extra: Int) -> [String: String] {
        func count(_ outcomes: Outcome?...) -> Int { items.count { outcomes.contains($0.result?.told) } }
        let lost = items.count { $0.result?.isLost == true }
        return [
            "tests": "\(items.count + extra)", "failures": "\(count(.failed, .crashed, .hung) + lost)",
            "errors": "\(count(.invalid, .infrastructure, nil) + extra)", "skipped": "\(count(.unsupported) - lost)",
            "time": seconds(items),
        ]
    }

    private static func seconds(_ items: [ShownCell]) -> String {
        let total = items.compactMap(\.result?.phases.total).filter(\.isFinite).reduce(0, +)
        return Words.number(max(0, total), digits: 3)
    }

    private static func set(_ element: XMLElement, _ values: [String: String]...) {
        for (name, value) in values.flatMap(\.self).sorted(by: { $0.0 < $1.0 }) {
            let node = XMLNode(kind: .attribute)
            node.name = name
            node.stringValue = legal(value)
            element.addAttribute(node)
        }
    }

    /// Without the characters that XML 1.0 forbids, which no escaping makes legal. The rest is the library's to escape.
    static func legal(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { scalar in
                    switch scalar.value {
                    case 0x9, 0xa, 0xd, 0x20...0xd7ff, 0xe000...0xfffd, 0x10000...0x10ffff: true
                    default: false
                    }
                }))
    }
}
