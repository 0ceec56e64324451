// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How values are written, in the page and in the terminal.
enum Words {
    /// `2 × 512 MiB`.
    static func size(_ request: DeviceMemoryRequest) -> String {
        (request.count > 1 ? "\(request.count) × " : "") + size(request.size)
    }

    /// `62.5 TiB`, `131071 MiB`: exact, since the kernel may grant a size and refuse the next MiB. The largest unit that it is a number of
    /// quarters of.
    static func size(_ size: Mebibytes) -> String {
        guard size.count > 0 else { return "nothing" }
        let units = ["MiB", "GiB", "TiB", "PiB", "EiB"]
        var (index, quarters) = (0, 4 * Double(size.count))
        while index < units.count - 1, quarters >= 4096, quarters.truncatingRemainder(dividingBy: 1024) == 0 {
            quarters /= 1024
            index += 1
        }
        return number(quarters / 4, digits: 2) + " " + units[index]
    }

    /// `4.29 MiB`: rounded to three digits, for files and memory of the host.
    static func bytes(_ count: UInt64) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        var index = 0
        var value = Double(count)
        while value >= 1024, index < units.count - 1 {
            value /= 1024
            index += 1
        }
        return number(value, digits: value >= 100 ? 0 : value >= 10 ? 1 : 2) + " " + units[index]
    }

    /// A number with at most `digits` decimals and no trailing zeros.
    static func number(_ value: Double, digits: Int) -> String {
        let factor = (0..<digits).reduce(1.0) { power, _ in power * 10 }
        let scaled = (abs(value) * factor).rounded()
        guard scaled.isFinite, scaled < 1e15 else { return "–" }
        var text = String(Int(scaled))
        if digits > 0 {
            text = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
            var decimals = text.suffix(digits)
            while decimals.last == "0" { decimals.removeLast() }
            text = String(text.dropLast(digits)) + (decimals.isEmpty ? "" : "." + decimals)
        }
        return value < 0 && scaled > 0 ? "-" + text : text
    }

    /// `4.3`: always with one decimal, so that figures align.
    static func tenths(_ value: Double) -> String {
        guard (0..<1e15).contains(value) else { return "–" }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// `0.38 s`, `26 s`, `4 min 05 s`.
    static func time(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "–" }
        if seconds < 60 { return number(seconds, digits: seconds < 10 ? 2 : 1) + " s" }
        let whole = Int(seconds.rounded())
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        if whole < 3600 { return "\(whole / 60) min \(two(whole % 60)) s" }
        return "\(whole / 3600) h \(two(whole % 3600 / 60)) min"
    }

    /// `3 cells`, `1 cell`.
    static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(grouped(number)) \(number == 1 ? noun : plural ?? noun + "s")"
    }

    static func grouped(_ number: Int) -> String {
        var digits = String(number)
        var result = ""
        while digits.count > 3 {
            result = "," + digits.suffix(3) + result
            digits = String(digits.dropLast(3))
        }
        return digits + result
    }

    /// An axis's value with its unit.
    static func value(_ value: AxisValue, of axis: String) -> String {
        guard let number = value.integer else { return value.description }
        switch Axis.named(axis)?.form {
        case .size: return size(Mebibytes(number))
        case .integer(_, let unit): return "\(number) \(unit)"
        default: return value.description
        }
    }

    /// `a, b and c`.
    static func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " and " + last
    }
}
