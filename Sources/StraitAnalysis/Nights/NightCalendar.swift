// SPDX-License-Identifier: Apache-2.0

/// Nights as a calendar: a column for each week and a row for each weekday. Nights are given by their index in a list.
package struct NightCalendar: Sendable {
    private let nights: [Int: [Int]]
    private let first: Int
    /// The number of weeks shown.
    package let weeks: Int

    /// A year: as many columns as fit on a page.
    private static let mostWeeks = 53
    /// Fewer nights are easier to read as a row.
    private static let leastDays = 15

    /// Makes the calendar of the newest weeks from the dates of the nights, the oldest first; nil if they are few or a
    /// date cannot be read.
    package init?(days: [String]) {
        let numbers = days.compactMap(Self.number)
        guard numbers.count == days.count, let least = numbers.min(), let last = numbers.max(),
            last - least + 1 >= Self.leastDays
        else { return nil }
        let newest = Self.monday(last)
        first = max(Self.monday(least), newest - 7 * (Self.mostWeeks - 1))
        weeks = (newest - first) / 7 + 1
        nights = Dictionary(grouping: numbers.indices) { numbers[$0] }
    }

    /// The indices of the nights of a day; Monday is 0.
    package func nights(week: Int, weekday: Int) -> [Int] { nights[first + 7 * week + weekday] ?? [] }

    /// The month, from 0, to write above a week: above the first week, and above each week that contains the first day
    /// of a month.
    package func month(_ week: Int) -> Int? {
        let last = Self.civil(first + 7 * week + 6)
        return week == 0 || last.day <= 7 ? last.month - 1 : nil
    }

    private static func monday(_ day: Int) -> Int { day - weekday(day) }

    /// Monday is 0; day 0 was a Thursday.
    private static func weekday(_ day: Int) -> Int { ((day + 3) % 7 + 7) % 7 }

    /// Days since 1970-01-01 of a date like `2026-11-23`; nil for any other text.
    static func number(_ date: String) -> Int? {
        let parts = date.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
            (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        // Counted with years that begin in March, so that the leap day is the last day.
        let (years, months) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        return 365 * years + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 + day - 719_469
    }

    /// The month and the day of such a number.
    static func civil(_ number: Int) -> (month: Int, day: Int) {
        // Counted from 1 March of the year 0, in cycles of 400 years, which have 146,097 days.
        let rest = (number + 719_468) % 146_097
        let year = (rest - rest / 1460 + rest / 36_524 - rest / 146_096) / 365
        let day = rest - (365 * year + year / 4 - year / 100)
        let month = (5 * day + 2) / 153
        return (month < 10 ? month + 3 : month - 9, day - (153 * month + 2) / 5 + 1)
    }
}
