// SPDX-License-Identifier: Apache-2.0

extension Control {
    /// The cell, on a kernel of the configuration.
    public func cell(kernel: String) -> Cell {
        var requested: [String: AxisValue] = [Axis.kaslr.name: .text("off")]
        switch self {
        case .mustFail: requested[Axis.physBits.name] = .integer(32)
        case .mustPass: requested[Axis.physBits.name] = .integer(46)
        // No such program, so the kernel looks for a root device, of which there is none either.
        case .mustPanic: requested[Axis.cmdline.name] = .text("rdinit=/nothing")
        case .mustDie: break
        }
        // The probe decides; the kernel's own tests would only take their time.
        let machine = Cell(
            architecture: .x86_64, kernel: kernel, requested: requested, workload: WorkloadRequest(suites: []))
        // What the matrix asks for may be the same machine, and is another cell.
        var cell = machine.marked("control-\(rawValue)")
        cell.control = self
        return cell
    }
}
