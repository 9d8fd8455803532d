import BookingDomain
import SQLite
import Timekeeping

/// The payments and refunds of a month, an event or a facilitator, in one currency and one way of
/// paying; sums are in minor units.
package struct CentreMoney: Equatable, Sendable {
    /// What the sums are grouped by; the raw value is its word on the wire.
    package enum Grouping: String, CaseIterable, Sendable {
        case month
        case event
        case facilitator
    }

    /// The group of a line.
    package enum Group: Hashable, Sendable {
        /// The first day of a month, in the center's zone.
        case month(LocalDate)
        case event(EventID, title: String)
        case facilitator(FacilitatorID, name: String)
    }

    package let group: Group
    package let currency: Currency
    /// A gateway, or how money was handed over: `stripe`, `cash`.
    package let method: String
    /// The number of payments.
    package fileprivate(set) var payments = 0
    /// All payments, including those that were refunded at once.
    package fileprivate(set) var taken: Int64 = 0
    /// Processed refunds and lost disputes.
    package fileprivate(set) var refunded: Int64 = 0

    /// What is left of the payments.
    package var kept: Int64 { taken - refunded }
}

extension Transaction {
    /// A page of the money of the center: newest months and events first, facilitators by name.
    ///
    /// Reads every payment, so it must not run on an event loop. A refund counts in the month in which
    /// it went through. A refund that the bank returned is subtracted in the month of its return.
    /// - Parameter request: The cursor's ID is the number of lines before the page.
    package func centreMoney(
        by grouping: CentreMoney.Grouping, _ request: PageRequest
    ) throws -> Page<CentreMoney> {
        var sums = CentreMoneySums(zone: TimeZoneName(try centre.current().zone))
        try rows(
            """
            SELECT l.at, e.id, e.title, f.id, f.name, l.currency, ifnull(p.method, p.provider),
                CASE l.kind WHEN 'payment' THEN l.amount ELSE 0 END,
                CASE l.kind WHEN 'payment' THEN 0 ELSE -l.amount END
            \(fragment: Self.paidEvents) JOIN ledger l ON l.payment_id = p.id
            UNION ALL
            SELECT d.updated_at, e.id, e.title, f.id, f.name, p.currency,
                ifnull(p.method, p.provider), 0, d.amount
            \(fragment: Self.paidEvents) JOIN disputes d ON d.payment_id = p.id
            WHERE d.status = 'lost'
            """
        ) { row in
            var columns = row.columns
            sums.add(&columns, by: grouping)
        }
        let start = Int(clamping: request.after?.id ?? 0)
        let lines = sums.lines.dropFirst(start).prefix(request.rowsToRead)
        var position = Int64(start)
        return Page(Array(lines), of: request) { _ in
            position += Int64(request.limit)
            return PageCursor(id: position)
        }
    }

    private static let paidEvents: SQL = """
        FROM payments p JOIN bookings b ON b.id = p.booking_id JOIN events e ON e.id = b.event_id
        JOIN facilitators f ON f.id = e.facilitator_id
        """
}

/// Adds up payments and refunds by group, currency and way of paying.
private struct CentreMoneySums {
    private struct Key: Hashable {
        let group: CentreMoney.Group
        let currency: String
        let method: String
    }

    private let zone: TimeZoneName?
    private var sums: [Key: CentreMoney] = [:]

    init(zone: TimeZoneName?) { self.zone = zone }

    mutating func add(_ columns: inout Columns, by grouping: CentreMoney.Grouping) {
        let time: Timestamp = columns.next()
        let (event, title): (EventID, String) = (columns.next(), columns.next())
        let (facilitator, name): (FacilitatorID, String) = (columns.next(), columns.next())
        let (currency, method): (Currency, String) = (columns.next(), columns.next())
        let (taken, refunded): (Int64, Int64) = (columns.next(), columns.next())
        let group: CentreMoney.Group =
            switch grouping {
            case .month: .month(month(of: time))
            case .event: .event(event, title: title)
            case .facilitator: .facilitator(facilitator, name: name)
            }
        let key = Key(group: group, currency: currency.code, method: method)
        var sum = sums[key] ?? CentreMoney(group: group, currency: currency, method: method)
        if taken > 0 { sum.payments += 1 }
        sum.taken += taken
        sum.refunded += refunded
        sums[key] = sum
    }

    private func month(of time: Timestamp) -> LocalDate {
        let date = zone.map { LocalDateTime(time, in: $0).date } ?? LocalDate(time, offset: 0)
        return date.firstOfMonth()
    }

    var lines: [CentreMoney] {
        sums.values.sorted { left, right in
            left.group == right.group
                ? (left.currency.code, left.method) < (right.currency.code, right.method)
                : left.group.isBefore(right.group)
        }
    }
}

extension CentreMoney.Group {
    fileprivate func isBefore(_ other: Self) -> Bool {
        switch (self, other) {
        case (.month(let left), .month(let right)): left > right
        case (.event(let left, _), .event(let right, _)): left > right
        case (.facilitator(let left, let name), .facilitator(let right, let otherName)):
            (name, left) < (otherName, right)
        default: false
        }
    }
}
