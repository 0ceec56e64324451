// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension XMLElement {
    /// What is reached from here by the names of children, parted by `/`, in the order of the document; `*` is any name.
    package func at(_ path: String) -> [XMLElement] {
        path.split(separator: "/").reduce([self]) { found, step in
            found.flatMap { $0.children.filter { step == "*" || $0.name == step } }
        }
    }

    /// Every element of that name below this one, at any depth, in the order of the document.
    package func below(_ name: String) -> [XMLElement] {
        children.flatMap { ($0.name == name ? [$0] : []) + $0.below(name) }
    }
}
