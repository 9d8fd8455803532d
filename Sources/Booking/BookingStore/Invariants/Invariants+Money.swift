import BookingDomain
import SQLite
import Timekeeping

extension Invariants {
    static let ofMoney: [(InvariantViolation.Rule, SQL)] = [
        (.refundsWithinPayment, refundsWithinPayment), (.ledgerBalanced, ledgerBalanced),
        (.paymentShown, paymentShown), (.confirmedPaid, confirmedPaid),
        (.dueReturned, tooMuchReturned), (.dueReturned, tooLittleReturned),
        (.confirmedForMoney, confirmedForMoney),
        (.contingentsReleased, contingentsCounted), (.contingentsReleased, contingentsInOrder),
        (.contingentsReleased, contingentsDue), (.contingentsReleased, contingentsTold),
        (.refundedReturned, refundedReturned), (.refundsHavePayments, refundsHavePayments),
        (.receiptsIssued, receiptsIssued), (.receiptsNumbered, receiptsNumbered),
    ]

    private static let refundsWithinPayment: SQL = """
        SELECT 'payment ' || p.id || ' of ' || p.amount || ' counts ' || p.refunded
            || ' refunded, its refunds ' || coalesce(sum(r.amount), 0)
        FROM payments p LEFT JOIN refunds r ON r.payment_id = p.id AND r.status <> 'failed'
        GROUP BY p.id
        HAVING p.refunded <> coalesce(sum(r.amount), 0) OR coalesce(sum(r.amount), 0) > p.amount
        """

    private static let ledgerBalanced: SQL = """
        SELECT 'payment ' || p.id || ' leaves ' || (p.amount - coalesce(r.amount, 0))
            || ', the ledger ' || coalesce(l.amount, 0)
        FROM payments p
        LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM refunds
            WHERE status = 'processed' GROUP BY payment_id) r ON r.payment_id = p.id
        LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM ledger
            GROUP BY payment_id) l ON l.payment_id = p.id
        WHERE p.amount - coalesce(r.amount, 0) <> coalesce(l.amount, 0)
        """

    private static let paymentShown: SQL = """
        SELECT 'booking ' || b.id || ' shows ' || ifnull(b.payment_status, 'no payment') || ' and '
            || b.amount_paid || ' paid, it has received ' || coalesce(p.amount, 0)
        FROM bookings b LEFT JOIN (SELECT booking_id, sum(amount) AS amount, max(id) AS latest
            FROM payments WHERE is_kept GROUP BY booking_id) p ON p.booking_id = b.id
        LEFT JOIN payments l ON l.id = p.latest
        WHERE b.amount_paid <> coalesce(p.amount, 0)
            OR b.payment_status IS 'success' AND b.amount_paid = 0
            OR b.payment_status IS NOT 'success' AND b.amount_paid > 0
                AND b.source = 'guest'
            OR l.id IS NOT NULL AND b.payment_id IS NOT l.remote_id
        """

    /// A facilitator's booking may wait for its payment in person, in parts.
    private static let confirmedPaid: SQL = """
        SELECT 'booking ' || b.id || ' is confirmed, of ' || b.amount || ' it has paid '
            || b.amount_paid
        FROM bookings b
        WHERE b.status = 'confirmed' AND b.amount > 0
        AND (b.source = 'guest' OR b.payment_status IS NOT 'pending')
        AND (b.payment_status IS NOT 'success' OR b.amount > b.amount_paid - min(b.due, (
            SELECT coalesce(sum(p.refunded), 0) FROM payments p
            WHERE p.booking_id = b.id AND p.is_kept)))
        """

    private static let tooMuchReturned: SQL = """
        SELECT 'booking ' || b.id || ' has ' || b.due || ' due, its cancellations returned ' || r.sum
        FROM bookings b JOIN (SELECT r.booking_id, sum(r.amount) AS sum
            FROM refunds r JOIN payments p ON p.id = r.payment_id AND p.is_kept
            WHERE r.status <> 'failed' AND r.reason IN
                ('guest_cancelled', 'facilitator_cancelled', 'event_cancelled', 'booking_moved',
                    'seat_filled')
            GROUP BY r.booking_id) r ON r.booking_id = b.id
        WHERE b.confirmed_at IS NOT NULL AND r.sum > b.due
        """

    /// Refunds that failed are counted elsewhere. Less than the unit that a gateway pays may be left.
    private static let tooLittleReturned: SQL = """
        SELECT 'booking ' || b.id || ' has ' || b.due || ' due, its refunds are '
            || coalesce(sum(r.amount), 0)
        FROM bookings b LEFT JOIN refunds r ON r.booking_id = b.id
        WHERE b.due > 0 AND b.confirmed_at IS NOT NULL AND b.dispute IS NOT 'lost'
        GROUP BY b.id HAVING min(b.due, b.amount_paid) - coalesce(sum(r.amount), 0)
            > CASE WHEN b.currency IN (\(fragment: dividedCurrencies)) THEN 99 ELSE 0 END
        """

    /// The currencies of which gateways do not pay every minor unit.
    private static let dividedCurrencies: SQL =
        Currency.withLargerPayableUnits.map { "\($0)" as SQL }.joined(separator: ", ")

    /// Compares timelines, which have the order of changes within a second; times do not.
    private static let confirmedForMoney: SQL = """
        SELECT 'booking ' || b.id || ' was confirmed after its payment was refunded in full'
        FROM bookings b JOIN payments p ON p.booking_id = b.id AND p.is_kept
        WHERE b.status = 'confirmed'
        AND p.amount = (SELECT sum(r.amount) FROM refunds r
            WHERE r.payment_id = p.id AND r.booking_id = b.id AND r.status <> 'failed')
        AND NOT EXISTS (SELECT 1 FROM booking_changes r
            WHERE r.booking_id = b.id AND r.kind IN ('refund_initiated', 'refund_processed')
            AND r.id > (SELECT coalesce(max(c.id), 0) FROM booking_changes c
                WHERE c.booking_id = b.id AND c.kind = 'confirmed'))
        """

    private static let contingentsCounted: SQL = """
        SELECT 'event ' || s.event_id || ' counts ' || s.contingent
            || ' cancelled seats with open refunds, there are ' || count(r.id)
        FROM event_seats s LEFT JOIN contingent_refunds r ON r.event_id = s.event_id
            AND r.released_at IS NULL AND r.ended_at IS NULL
        GROUP BY s.event_id HAVING s.contingent <> count(r.id)
        """

    /// Events that have begun by now are left out: their open refunds are over.
    static func contingentsUnreleased(at now: Timestamp) -> SQL {
        """
        SELECT 'event ' || s.event_id || ' has ' || s.contingent
            || ' cancelled seats with open refunds, of which some were taken again'
        FROM event_seats s CROSS JOIN events e ON e.id = s.event_id
        WHERE s.contingent > 0 AND e.status = 'scheduled' AND e.starts_at > \(now)
        AND s.contingent > s.capacity - (SELECT coalesce(sum(b.seats), 0) FROM bookings b
            WHERE b.event_id = s.event_id AND b.status = 'confirmed')
        """
    }

    private static let contingentsInOrder: SQL = """
        SELECT 'the refund of cancelled seat ' || r.id || ' was released before an earlier one'
        FROM contingent_refunds r WHERE r.released_at IS NOT NULL
        AND EXISTS (SELECT 1 FROM contingent_refunds o WHERE o.event_id = r.event_id
            AND o.id < r.id AND o.released_at IS NULL AND o.ended_at IS NULL)
        """

    private static let contingentsDue: SQL = """
        SELECT 'booking ' || b.id || ' has ' || b.contingent || ' for cancelled seats and '
            || b.due || ' due, its seats that were taken again ' || sum(r.amount)
        FROM bookings b JOIN contingent_refunds r ON r.booking_id = b.id
        GROUP BY b.id HAVING b.contingent <> sum(r.amount)
            OR b.due < sum(CASE WHEN r.released_at IS NOT NULL THEN r.amount ELSE 0 END)
        """

    private static let contingentsTold: SQL = """
        SELECT 'booking ' || b.id || ': ' || count(r.released_at)
            || ' of its cancelled seats were taken again, its timeline says ' || told
        FROM (SELECT b.id, (SELECT count(*) FROM booking_changes c
            WHERE c.booking_id = b.id AND c.kind = 'seat_filled') AS told
            FROM bookings b WHERE b.id IN (SELECT booking_id FROM contingent_refunds)) b
        JOIN contingent_refunds r ON r.booking_id = b.id
        GROUP BY b.id HAVING count(r.released_at) <> told
        """

    private static let refundedReturned: SQL = """
        SELECT 'booking ' || b.id || ' is refunded without a refund that went through'
        FROM bookings b
        WHERE b.status = 'refunded' AND NOT EXISTS (SELECT 1 FROM refunds r
            JOIN payments p ON p.id = r.payment_id AND p.is_kept
            WHERE r.booking_id = b.id AND r.status = 'processed')
        """

    private static let refundsHavePayments: SQL = """
        SELECT 'refund ' || r.id || ' belongs to no payment of booking ' || r.booking_id
        FROM refunds r LEFT JOIN payments p
            ON p.id = r.payment_id AND p.booking_id = r.booking_id AND p.provider = r.provider
        WHERE p.id IS NULL
        """
}
