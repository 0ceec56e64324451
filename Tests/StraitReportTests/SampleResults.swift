// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Results as the pipeline makes them.
enum Results {
    /// Where the regions of a machine of that width go, highest first; nil: nowhere.
    private static func capacity(_ cell: Cell) -> (size: Int, start: UInt64)? {
        switch cell.architecture {
        case .x86_64:
            switch cell.requested["physBits"]?.integer {
            case 32: return nil
            case 36: return (28 << 10, 0x9_0000_0000)
            case 40: return (975 << 10, 0x9_4000_0000)
            default: return (cell.requested["kaslr"]?.text == "random" ? 10 << 20 : 63 << 20, 0x100_0000_0000)
            }
        case .aarch64: return (254 << 20, 0x100_0000_0000)
        case .ppc64le:
            return cell.requested["mmu"]?.text == "hash" ? (62 << 20, 0x200_0000_0000) : (1 << 31, 0x200_0000_0000)
        }
    }

    static func smoke(_ cell: Cell) -> CellResult {
        let granted = capacity(cell)
        var result = blank(cell, .passed, .log, nil)
        result.capacity = Capacity(largestMiB: Mebibytes(granted?.size ?? 0), start: granted.map { Address($0.start) })
        result.deviceMemory = cell.workload.deviceMemory.map { size in
            guard let granted, size.size.count <= granted.size else {
                return DeviceMemoryResult(size, .failed, rung: .reserve, errno: .erange)
            }
            return DeviceMemoryResult(
                size, .passed, rung: .`init`, start: Address(granted.start + UInt64(granted.size << 20) - size.bytes))
        }
        result.suites = [.hmmTests(planned: 78, tests: tests())]
        result.ladder = ladder(cell)
        guard let bad = result.deviceMemory.first(where: { $0.outcome != .passed }) else { return result }
        result.outcome = .failed
        result.rung = .reserve
        result.errno = .erange
        result.cause = "the kernel finds no room for \(bad.size) of device memory in its physical address space"
        result.ladder[6] = RungRecord(.reserve, .failed, seconds: 0.31, cause: result.cause, errno: .erange)
        if granted == nil {
            result.suites = []
            result.ladder[8] = RungRecord(
                .selftests, .unsupported, seconds: 0,
                cause: "test_hmm has no memory to work with: 256MiB could not be reserved")
        }
        return result
    }

    static func blank(_ cell: Cell, _ outcome: Outcome, _ rung: Rung, _ cause: String?) -> CellResult {
        var result = CellResult(
            id: cell.id, arch: cell.architecture,
            kernel: KernelIdentity(
                name: cell.kernel, source: "debian:trixie-backports", release: "7.3.4+deb13-amd64",
                version: "7.3.4-1~bpo13+1", sha256: String(repeating: "c0ffee09", count: 8)),
            requested: cell.requested, outcome: outcome, rung: rung, cause: cause)
        result.effective = ["memory": .integer(1967)]
        if let bits = cell.requested["physBits"] { result.effective["physBits"] = bits }
        if let layout = cell.requested["kaslr"] {
            result.effective["kaslr"] = .text(layout == .text("off") ? "off" : "on")
        }
        if let mmu = cell.requested["mmu"] { result.effective["mmu"] = mmu }
        result.phases = Phases(define: 0.21, boot: 4.12, login: 0.38, workload: 31.4, teardown: 0.15)
        var layout = Layout()
        layout.textAddress = Address(0xffff_ffff_a600_0000)
        layout.directMap = Address(0xffff_9d11_0000_0000)
        result.layout = layout
        return result
    }

    static func ladder(_ cell: Cell, upTo last: Rung = .log) -> [RungRecord] {
        let seconds: [Double] = [0.05, 0.21, 4.12, 0.38, 0.22, 0.09, 0.31, 1.84, 26.4, 0.61, 0.12]
        return zip(Rung.known, seconds).prefix { $0.0 <= last }.map { RungRecord($0, .passed, seconds: $1) }
    }

    static func tests(failing: Set<Int> = []) -> [SelftestResult] {
        let names = [
            "open_close", "anon_read", "anon_write", "anon_write_prot", "anon_write_child", "migrate", "migrate_fault",
            "double_map",
        ]
        return (0..<78).map { index in
            let coherent = index >= 38
            let fixture = coherent ? "hmm.hmm_device_coherent" : "hmm.hmm_device_private"
            let name = "\(fixture).\(names[index % names.count])_\(index)"
            if failing.contains(index) {
                return SelftestResult(
                    name: name, status: .fail, detail: "hmm-tests.c:\(600 + index): Expected ret (-34) == 0 (0)")
            }
            return SelftestResult(
                name: name, status: coherent ? .skip : .pass, detail: coherent ? "DEVICE_COHERENT not available" : nil)
        }
    }
}
