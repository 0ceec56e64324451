// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// Extra arguments on the guest kernel's command line.
    public static let cmdline = Axis(
        name: "cmdline", summary: "extra arguments on the kernel's command line",
        display: Display(label: "command line") { $0 },
        form: .pattern(
            expected: "printable ASCII of at most 1024 characters",
            parse: { text in
                let printable = text.unicodeScalars.allSatisfy { (0x20...0x7e).contains($0.value) }
                return printable && !text.isEmpty && text.count <= 1024 ? text : nil
            }),
        apply: { value, setup in
            guard let text = value.text else { return }
            setup.kernelArguments += text.split(separator: " ").map(String.init)
        },
        asks: [.commandLine],
        effective: { guest in guest[.commandLine].lines.first.map { .text(String($0.prefix(4096))) } },
        contradiction: { requested, shown, _ in
            guard let text = requested.text, let got = shown.text else { return nil }
            let words = Set(got.split(separator: " "))
            let missing = text.split(separator: " ").filter { !words.contains($0) }
            guard !missing.isEmpty else { return nil }
            return "requested cmdline \(text), the guest's kernel did not get \(missing.joined(separator: " "))"
        })
}
