// SPDX-License-Identifier: Apache-2.0

import CLibssh

/// The library beneath, for the record.
public enum SSHLibrary {
    /// Its version at run time.
    public static var version: String { ssh_version(0).map { String(cString: $0) } ?? "unknown" }
}
