import BookingDomain
import SQLite
import Timekeeping

/// The table of receipts and credit notes, which the database refuses to change or delete.
///
/// Each line of the ledger has one, from the version on that began to issue them.
package struct Receipts {
    let tx: Transaction

    /// The last line of the ledger that has no receipt, as it is from before there were any.
    static let lastLineWithout: SQL = """
        (SELECT CAST(value AS INTEGER) FROM facts WHERE name = \(Metadata.Key.receiptsAfter))
        """

    /// The receipts of a guest's booking, in the order of their issue.
    ///
    /// - Throws: `Refusal.notFound`, also for another guest's booking.
    package func all(of booking: BookingID, for user: UserID) throws -> [Receipt] {
        _ = try tx.ownedBooking(booking, of: user)
        return try all(of: booking)
    }

    /// The receipts of a booking of a facilitator's event, in the order of their issue.
    ///
    /// - Throws: `Refusal.notFound`.
    package func all(of booking: BookingID, for facilitator: FacilitatorID) throws -> [Receipt] {
        _ = try tx.bookings.find(booking, of: facilitator)
        return try all(of: booking)
    }

    /// The booking's receipts, in the order of their issue.
    func all(of booking: BookingID) throws -> [Receipt] {
        try tx.all(
            """
            SELECT \(fragment: Self.columns) FROM \(fragment: Self.tables)
            WHERE r.booking_id = \(booking) ORDER BY r.id
            """
        ) { row in
            var columns = row.columns
            return try Receipt(&columns)
        }
    }

    /// The receipts of a guest's bookings after an ID, with their IDs.
    package func all(
        of user: UserID, after id: Int64, limit: Int
    ) throws -> [(id: Int64, receipt: Receipt)] {
        try tx.all(
            """
            SELECT r.id, \(fragment: Self.columns) FROM \(fragment: Self.tables)
            WHERE r.booking_id IN (SELECT id FROM bookings WHERE user_id = \(user))
            AND r.id > \(id) ORDER BY r.id LIMIT \(limit)
            """
        ) { row in
            var columns = row.columns
            return (id: columns.next(), receipt: try Receipt(&columns))
        }
    }

    private static let tables: SQL = "receipts r LEFT JOIN receipts o ON o.id = r.refers_to"

    private static let columns: SQL = """
        r.year, r.number, r.kind, o.year, o.number, r.issued_at, r.time_zone, r.amount, r.currency,
        r.method, r.seller_name, r.seller_address, r.seller_contact, r.buyer, r.description,
        r.event_id, r.starts_at, r.event_time_zone, r.seats
        """

    /// The lines of a booking in the ledger that have yet to get a receipt, oldest first.
    func undocumented(of booking: BookingID) throws -> [UndocumentedLine] {
        try tx.all(
            """
            SELECT l.id, l.kind, abs(l.amount), l.currency, coalesce(p.method, p.provider),
                p.is_kept, p.amount >= b.amount, f.reason, b.seats, e.id, e.title, e.starts_at,
                e.time_zone, CASE WHEN u.erased_at IS NULL THEN coalesce(b.guest_name, u.name) END,
                (SELECT r.id FROM ledger o JOIN receipts r ON r.ledger_id = o.id
                    WHERE o.booking_id = l.booking_id AND o.id < l.id
                    AND CASE l.kind WHEN 'refund' THEN o.kind = 'payment'
                            AND o.payment_id = l.payment_id
                        WHEN 'refund_bounced' THEN o.kind = 'refund' AND o.refund_id = l.refund_id
                    END ORDER BY o.id DESC LIMIT 1)
            FROM ledger l JOIN payments p ON p.id = l.payment_id
            JOIN bookings b ON b.id = l.booking_id JOIN events e ON e.id = b.event_id
            LEFT JOIN users u ON u.id = b.user_id LEFT JOIN refunds f ON f.id = l.refund_id
            WHERE l.booking_id = \(booking) AND l.id > \(fragment: Self.lastLineWithout)
            AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.ledger_id = l.id)
            ORDER BY l.id
            """
        ) { row in
            var columns = row.columns
            return try UndocumentedLine(&columns)
        }
    }

    func insert(
        _ number: ReceiptNumber, for line: UndocumentedLine, of booking: BookingID,
        from centre: Centre
    ) throws {
        let item = line.item
        try tx.execute(
            """
            INSERT INTO receipts (year, number, ledger_id, booking_id, kind, refers_to, amount,
                currency, method, seller_name, seller_address, seller_contact, buyer, description,
                event_id, starts_at, event_time_zone, seats, time_zone, issued_at)
            VALUES (\(number.year), \(number.place), \(line.id), \(booking), \(line.kind),
                \(line.earlier), \(line.amount), \(line.currency), \(line.method), \(centre.name),
                \(centre.address), \(centre.contact), \(line.buyer), \(item.description),
                \(item.event), \(item.startsAt), \(item.timeZone), \(item.seats), \(centre.zone),
                \(tx.now))
            """)
    }

    /// Removes an erased guest's name; numbers and sums stay.
    func eraseBuyer(ofBookingsOf user: UserID) throws {
        try tx.execute(
            """
            UPDATE receipts SET buyer = NULL WHERE buyer IS NOT NULL
            AND booking_id IN (SELECT id FROM bookings WHERE user_id = \(user))
            """)
    }

    /// Replaces the name on the receipts of a booking without an account.
    func setBuyer(_ name: String, of booking: BookingID) throws {
        try tx.execute("UPDATE receipts SET buyer = \(name) WHERE booking_id = \(booking)")
    }
}

/// A line of the ledger that has yet to get a receipt.
struct UndocumentedLine {
    let id: Int64
    let kind: Receipt.Kind
    /// Positive, in minor units of `currency`.
    let amount: Int64
    let currency: String
    let method: String
    let item: Receipt.Line
    let buyer: String?
    /// The ID of the receipt that this one refers to.
    let earlier: Int64?

    /// Reads the columns of ``Receipts/undocumented(of:)``.
    init(_ columns: inout Columns) throws(UnreadableRow) {
        id = columns.next()
        let movement: LedgerMovement = try columns.next("ledger.kind")
        kind = movement == .refund ? .credit : .receipt
        amount = columns.next()
        currency = columns.next()
        method = columns.next()
        let (isKept, isWhole): (Bool, Bool) = (columns.next(), columns.next())
        let reason: Refund.Reason? = try columns.next("refunds.reason")
        let seats: Int = columns.next()
        let occasion: Receipt.Occasion =
            switch movement {
            case .payment: isKept ? .payment(isWhole: isWhole) : .unneededPayment
            case .refund: .refund(reason ?? .external)
            case .returnedRefund: .returnedRefund
            }
        let event: EventID = columns.next()
        let title: String = columns.next()
        item = Receipt.Line(
            description: Receipt.description(of: occasion, for: title), event: event,
            startsAt: columns.next(), timeZone: columns.next(),
            seats: movement == .payment && isKept ? seats : nil)
        buyer = columns.next()
        earlier = columns.next()
    }
}

/// The kinds of the ledger's lines; the raw value is their word in the database.
private enum LedgerMovement: String {
    case payment
    case refund
    case returnedRefund = "refund_bounced"
}

extension Receipt {
    /// Reads the columns of `Receipts`.
    fileprivate init(_ columns: inout Columns) throws(UnreadableRow) {
        let number = ReceiptNumber(year: columns.next(), place: columns.next())
        let kind: Kind = try columns.next("receipts.kind")
        let (year, place): (Int?, Int64?) = (columns.next(), columns.next())
        self.init(
            number: number, kind: kind,
            refersTo: year.flatMap { year in
                place.map { ReceiptNumber(year: year, place: $0) }
            },
            issuedAt: columns.next(), timeZone: columns.next(), amount: columns.next(),
            currency: columns.next(), method: columns.next(),
            seller: Seller(
                name: columns.next(), address: columns.next(), contact: columns.next()),
            buyer: columns.next(),
            line: Line(
                description: columns.next(), event: columns.next(), startsAt: columns.next(),
                timeZone: columns.next(), seats: columns.next()))
    }
}
