// SPDX-License-Identifier: Apache-2.0

extension Control {
    /// The cell of the control, on a kernel of the configuration.
    public func cell(kernel: String) -> Cell {
        var requested: [String: AxisValue] = [Axis.kaslr.name: .text("off")]
        switch self {
        case .mustFail: requested[Axis.physBits.name] = .integer(32)
        case .mustPass: requested[Axis.physBits.name] = .integer(46)
        // The program does not exist, so the kernel looks for a root device, which does not exist either.
        case .mustPanic: requested[Axis.cmdline.name] = .text("rdinit=/nothing")
        case .mustDie: break
        }
        // The probe decides; the kernel's own tests would only take time.
        let machine = Cell(
            architecture: .x86_64, kernel: kernel, requested: requested, workload: WorkloadRequest(suites: []))
        // The matrix may contain the same machine as another cell.
        var cell = machine.marked("control-\(rawValue)")
        cell.control = self
        return cell
    }
}
