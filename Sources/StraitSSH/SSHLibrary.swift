// SPDX-License-Identifier: Apache-2.0

import CLibssh

/// The SSH library in use.
public enum SSHLibrary {
    /// Its version at run time.
    public static var version: String { ssh_version(0).map { String(cString: $0) } ?? "unknown" }
}
