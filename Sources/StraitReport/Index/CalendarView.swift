// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis

/// The nights of a configuration as a calendar.
enum CalendarView {
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Nil if there are few days, or a date cannot be read.
    static func view(_ nights: [Night], of name: String, timed: Bool) -> View? {
        guard let calendar = NightCalendar(days: nights.map(\.day)) else { return nil }
        return [
            "title": "\(name): the nights, a column for each week and a row for each day",
            "months": (0..<calendar.weeks).map { ["name": calendar.month($0).map { months[$0] }] as View },
            "days": weekdays.enumerated().map { weekday, name in
                [
                    "name": name,
                    "weeks": (0..<calendar.weeks).map { week in
                        let squares = calendar.nights(week: week, weekday: weekday).map {
                            nights[$0].square(timed: timed)
                        }
                        return ["nights": squares] as View
                    },
                ] as View
            },
        ]
    }
}
