// SPDX-License-Identifier: Apache-2.0

/// strait's version.
public enum Version {
    /// As `strait --version` and run records show it.
    public static let current = "0.1.0"
}
