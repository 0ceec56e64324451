// SPDX-License-Identifier: Apache-2.0

extension GuestSetup {
    /// Makes the architecture's default machine, without any axis.
    public init(architecture: Architecture) {
        self.architecture = architecture
        let platform = architecture.platform
        cpuModel = platform.processors.standard
        physBits = nil
        features = []
        memory = Mebibytes(2048)
        machineOptions = platform.machine.options
        pciHole64 = nil
        pageSizeKiB = nil
        devices = []
        seed = nil
        kernelArguments = []
    }

    /// The kernel's whole command line.
    public var commandLine: String {
        (architecture.platform.kernelArguments + kernelArguments).joined(separator: " ")
    }
}
