// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StraitConfig

@Suite struct NightlySectionTests {
    private func text(_ section: String) -> String {
        """
        name: t
        kernels: { base: debian:sid }
        matrix: [ { arch: x86_64, kernel: base } ]
        nightly: \(section)
        """
    }

    @Test func aSectionIsRead() throws {
        let settings = try Configuration.parse(
            text: text(
                "{ keep: { nights: 30, days: 7 }, onInterrupted: close, update: yes, "
                    + "notify: { command: \"mail me\", when: change, seconds: 5 } }"), file: "t.yaml"
        ).nightly
        #expect(settings.keptNights == 30 && settings.keptDays == 7)
        #expect(settings.onInterrupted == .close && settings.updates)
        #expect(settings.notify == .init(command: "mail me", onlyOnChange: true, seconds: 5))
    }

    @Test func withoutASectionNothingIsRemovedAndNobodyTold() throws {
        let plain = text("{}").split(separator: "\n").dropLast().joined(separator: "\n")
        #expect(try Configuration.parse(text: plain, file: "t.yaml").nightly == NightlySettings())
        #expect(NightlySettings().keptNights == nil && NightlySettings().notify == nil)
    }

    @Test(arguments: [
        ("{ keep: { nights: 0 } }", "t.yaml:4: nightly.keep.nights: 0 is out of range; 1 to 100000 nights can be"),
        ("{ kep: {} }", "nightly.kep: unknown key; did you mean keep?"),
        ("{ onInterrupted: resum }", "nightly.onInterrupted: \"resum\" is not a valid value; did you mean resume?"),
        ("{ notify: { when: change } }", "nightly.notify.command: is missing"),
        ("{ update: maybe }", "nightly.update: \"maybe\" is not a valid value"),
        ("30", "nightly: \"30\" where a map of"),
    ])
    func mistakesAreTold(section: String, said: String) {
        #expect(complaints(text(section))?.contains(said) == true, "\(complaints(text(section)) ?? "nothing")")
    }
}
