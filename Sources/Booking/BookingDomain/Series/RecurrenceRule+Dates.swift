import Timekeeping

extension RecurrenceRule {
    /// The dates that match the frequency, interval and days, in their order.
    ///
    /// The rule's end is not regarded; `last` bounds the work.
    func dates(from start: LocalDate, to last: LocalDate) -> [LocalDate] {
        switch frequency {
        case .daily:
            return stride(from: start, through: last, by: interval).filter { date in
                days.isEmpty || days.contains { $0.weekday == date.weekday }
            }
        case .weekly:
            let weekdays = days.isEmpty ? [start.weekday] : days.map(\.weekday).sorted()
            let monday = start.advanced(by: -start.weekday)
            return stride(from: monday, through: last, by: 7 * interval)
                .flatMap { week in weekdays.map { week.advanced(by: $0) } }
                .filter { start <= $0 && $0 <= last }
        case .monthly:
            return stride(from: 0, through: 12 * Self.maximumYears, by: interval)
                .flatMap { monthDates(of: start.firstOfMonth(adding: $0), for: start) }
                .filter { start <= $0 && $0 <= last }
        }
    }

    /// The dates of the month that begins on `first`.
    private func monthDates(of first: LocalDate, for start: LocalDate) -> [LocalDate] {
        let month = Array(first..<first.firstOfMonth(adding: 1))
        if days.isEmpty { return month.filter { $0.day == start.day } }
        return Set(days.flatMap { $0.matches(in: month) }).sorted()
    }
}

extension RecurrenceRule.Day {
    /// The dates among those of a month.
    fileprivate func matches(in month: [LocalDate]) -> [LocalDate] {
        let all = month.filter { $0.weekday == weekday }
        guard let ordinal else { return all }
        let index = ordinal > 0 ? ordinal - 1 : all.count + ordinal
        return all.indices.contains(index) ? [all[index]] : []
    }
}
