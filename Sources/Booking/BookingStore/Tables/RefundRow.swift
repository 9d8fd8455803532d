import BookingDomain
import SQLite
import Timekeeping

extension Refund {
    /// The columns of a refund, of `refunds r` joined with `payments p`, for `init(row:)`.
    static let columns: SQL = """
        r.id, r.booking_id, r.provider, p.remote_id, r.amount, p.currency, r.reason, r.status,
        r.generation, r.remote_id, r.failure, r.tries, r.sent_at, r.created_at, r.updated_at
        """

    /// How many columns `columns` has.
    static let columnCount: Int32 = 15

    /// What `columns` selects from.
    static let tables: SQL = "refunds r JOIN payments p ON p.id = r.payment_id"

    /// Reads a refund.
    ///
    /// - Throws: `UnreadableRow` for a value that this program does not write.
    init(row: borrowing Row) throws(UnreadableRow) {
        self.init(
            id: row.id(0), bookingID: row.id(1),
            provider: try row.word(2, named: "refunds.provider"), paymentID: row.string(3),
            amount: row.int64(4), currency: Currency(stored: row.string(5)),
            reason: try row.word(6, named: "refunds.reason"),
            status: try row.word(7, named: "refunds.status"), generation: row.int64(8),
            remoteID: row.optionalString(9), failure: row.optionalString(10), tries: row.int(11),
            sentAt: row.optionalTimestamp(12), createdAt: row.timestamp(13),
            updatedAt: row.timestamp(14))
    }
}
