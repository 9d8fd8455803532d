import TextEncoding
import Timekeeping

extension RecurrenceRule {
    /// Reads a rule such as `FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10`, in upper or lower case.
    ///
    /// - Throws: The first reason to refuse the text.
    package init(_ text: String) throws(Violation) {
        guard text.utf8.count <= Self.maximumLength else { throw .tooLong }
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { throw .form }
        var values: [String: Substring] = [:]
        for part in text.uppercased().split(separator: ";", omittingEmptySubsequences: false) {
            let halves = part.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(halves[0])
            guard halves.count == 2, Self.isWord(name) else { throw .form }
            guard Self.names.contains(name) else { throw .unsupported(name) }
            guard values.updateValue(halves[1], forKey: name) == nil else {
                throw .repeated(name)
            }
        }
        if let start = values["WKST"], start != "MO" { throw .weekStart }
        guard let frequency = values["FREQ"].flatMap({ Frequency(rawValue: String($0)) }) else {
            throw .frequency
        }
        self.frequency = frequency
        interval = try Self.number(values["INTERVAL"] ?? "1", in: Self.intervals, else: .interval)
        days =
            try values["BYDAY"].map { (list) throws(Violation) in
                try Self.days(list, of: frequency)
            } ?? []
        end = try Self.end(count: values["COUNT"], until: values["UNTIL"])
    }

    private static let names: Set = ["FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"]

    /// Whether a refusal may repeat the name of a part.
    private static func isWord(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { 0x41...0x5A ~= $0 || $0 == UInt8(ascii: "-") }
    }

    private static func number(
        _ text: some StringProtocol, in range: ClosedRange<Int>, else violation: Violation
    ) throws(Violation) -> Int {
        guard let number = Int(digits: text.utf8), range.contains(number) else { throw violation }
        return number
    }

    private static func days(
        _ list: Substring, of frequency: Frequency
    ) throws(Violation) -> [Day] {
        var days: [Day] = []
        for text in list.split(separator: ",", omittingEmptySubsequences: false) {
            guard let weekday = Day.weekdays.firstIndex(of: String(text.suffix(2))) else {
                throw .days
            }
            let day = Day(ordinal: try ordinal(text.dropLast(2)), weekday: weekday)
            guard day.ordinal == nil || frequency == .monthly else { throw .ordinalOutsideMonth }
            guard !days.contains(day) else { throw .repeatedDay(day.text) }
            days.append(day)
        }
        return days
    }

    /// A number with an optional sign; nil for an empty text.
    private static func ordinal(_ text: Substring) throws(Violation) -> Int? {
        if text.isEmpty { return nil }
        let isNegative = text.first == "-"
        let digits = isNegative || text.first == "+" ? text.dropFirst() : text
        let number = try number(digits, in: ordinals, else: .days)
        return isNegative ? -number : number
    }

    private static func end(count: Substring?, until: Substring?) throws(Violation) -> End {
        switch (count, until) {
        case (nil, nil): throw .noEnd
        case (_?, _?): throw .twoEnds
        case (let count?, nil): return .count(try number(count, in: counts, else: .count))
        case (nil, let until?):
            guard let end = End(until: until) else { throw .until }
            return end
        }
    }
}

extension RecurrenceRule.End {
    /// A local date such as `20270630` or a time in UTC such as `20270630T160000Z`.
    fileprivate init?(until text: Substring) {
        let month = text.dropFirst(4).prefix(2), day = text.dropFirst(6).prefix(2)
        let hour = text.dropFirst(9).prefix(2), minute = text.dropFirst(11).prefix(2)
        let date = "\(text.prefix(4))-\(month)-\(day)"
        if text.utf8.count == 8, let date = LocalDate(date) {
            self = .date(date)
        } else if let moment = Timestamp(
            rfc3339: "\(date)T\(hour):\(minute):\(text.dropFirst(13))")
        {
            self = .moment(moment)
        } else {
            return nil
        }
        // Other forms of RFC 3339 have fractions and offsets.
        if self.text != "UNTIL=\(text)" { return nil }
    }
}
