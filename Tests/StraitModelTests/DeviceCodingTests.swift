// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

/// A device in `run.json`: keys that mean something, and the form of earlier versions still read.
@Suite struct DeviceCodingTests {
    private static let devices = [
        Device(
            id: "a", place: .pci(slot: 3),
            domain: .element(XMLElement("controller", ["type": "pci"], [XMLElement("x", text: "y")]), .devices),
            options: [["-device", "x"]]),
        Device(id: "b", place: .serialPort(of: "serial0", number: 1), domain: .options, options: []),
        Device(id: "c", place: .none, domain: .nothing, options: []),
    ]

    private static let forms = [
        #"{"domain":{"element":{"attributes":{"type":"pci"},"children":[{"attributes":{},"children":[],"name":"x","text":"y"}],"#
            + #""name":"controller","text":""},"kind":"element","section":"devices"},"id":"a","options":[["-device","x"]],"#
            + #""place":{"kind":"pci","slot":3}}"#,
        #"{"domain":{"kind":"options"},"id":"b","options":[],"place":{"controller":"serial0","kind":"serialPort","port":1}}"#,
        #"{"domain":{"kind":"nothing"},"id":"c","options":[],"place":{"kind":"none"}}"#,
    ]

    private static let earlierForms = [
        #"{"id":"a","options":[["-device","x"]],"place":{"pci":{"slot":3}},"domain":{"element":{"_0":{"name":"controller","#
            + #""attributes":{"type":"pci"},"text":"","children":[{"name":"x","attributes":{},"children":[],"text":"y"}]},"#
            + #""_1":"devices"}}}"#,
        #"{"id":"b","options":[],"place":{"serialPort":{"of":"serial0","number":1}},"domain":{"options":{}}}"#,
        #"{"id":"c","options":[],"place":{"none":{}},"domain":{"nothing":{}}}"#,
    ]

    @Test(arguments: [0, 1, 2])
    func theFormIsPlain(_ index: Int) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(Self.devices[index]), as: UTF8.self)
        #expect(text == Self.forms[index])
        #expect(try read(text) == Self.devices[index])
    }

    @Test(arguments: [0, 1, 2])
    func theEarlierFormIsRead(_ index: Int) throws {
        #expect(try read(Self.earlierForms[index]) == Self.devices[index])
    }

    @Test(arguments: [
        #""place":{"kind":"usb"},"domain":{"kind":"nothing"}"#, #""place":{"kind":"pci"},"domain":{"kind":"nothing"}"#,
        #""place":{},"domain":{"kind":"nothing"}"#, #""place":{"kind":"none"},"domain":{"kind":"element"}"#,
    ])
    func whatIsNeitherIsRefused(_ part: String) {
        #expect(throws: DecodingError.self) { try read(#"{"id":"a","options":[],"# + part + "}") }
    }

    private func read(_ text: String) throws -> Device { try JSONDecoder().decode(Device.self, from: Data(text.utf8)) }
}
