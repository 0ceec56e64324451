// SPDX-License-Identifier: Apache-2.0

/// Which files of a tree can be built with counters. Pure.
enum CoverageScope {
    /// Parts of the tree that are no part of the kernel: programs of its build and of user space.
    private static let besides = ["Documentation", "samples", "scripts", "tools", "usr", "rust"]
    /// The module that strait builds by itself, outside the kernel's own build.
    private static let ownModule = "lib/test_hmm.c"

    /// Whether a file has lines that can run: C, and its headers.
    static func isCode(_ path: String) -> Bool { path.hasSuffix(".c") || path.hasSuffix(".h") }

    /// The C file's object, as a compiler's option of kbuild names it: `rmap.o`.
    static func object(of source: String) -> String {
        String(source.split(separator: "/").last?.dropLast(2) ?? "") + ".o"
    }

    /// Why a file cannot be built with counters, or nil. `makefile`: the text of the `Makefile` beside it.
    static func objection(to path: String, makefile: String) -> String? {
        let first = path.split(separator: "/").first.map(String.init) ?? ""
        if besides.contains(first) { return "it is no part of the kernel" }
        if path == ownModule { return "strait builds it as a module, which has no counters" }
        guard path.hasSuffix(".c") else { return nil }
        guard path.wholeMatch(of: /[A-Za-z0-9_.+\/-]+/) != nil else { return "its name cannot be an option of make" }
        return excludes(makefile, object(of: path)) ? "its Makefile keeps it out of gcov" : nil
    }

    /// Whether a `Makefile` says that an object must not have counters: it would break the kernel
    /// (Documentation/dev-tools/gcov.rst).
    private static func excludes(_ makefile: String, _ object: String) -> Bool {
        makefile.split(separator: "\n").contains { line in
            let parts = line.split(separator: "=", maxSplits: 1).map { $0.filter { !$0.isWhitespace && $0 != ":" } }
            guard parts.count == 2, parts[1].hasPrefix("n") else { return false }
            return parts[0] == "GCOV_PROFILE" || parts[0] == "GCOV_PROFILE_\(object)"
        }
    }

    /// What make has to be told (scripts/Makefile.lib reads it), as the variable `MAKEFLAGS` takes it: everything after
    /// `--` is a variable.
    static func flags(for sources: [String]) -> String {
        "-- " + Set(sources.map(object)).sorted().map { "GCOV_PROFILE_\($0)=y" }.joined(separator: " ")
    }
}
