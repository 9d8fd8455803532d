import BookingDomain
import SQLite

extension Invariants {
    /// As `ReceiptNumber.text`.
    private static let number: SQL = "printf('%d-%06d', r.year, r.number)"

    /// A payment's or refund's document has its amount; that of a refund is a credit note.
    static let receiptsIssued: SQL = """
        SELECT 'line ' || l.id || ' of the ledger, ' || l.kind || ' of ' || l.amount || ' '
            || l.currency || ', has ' || ifnull(r.kind || ' ' || \(fragment: number)
            || ' of ' || r.amount || ' ' || r.currency, 'no receipt')
        FROM ledger l LEFT JOIN receipts r ON r.ledger_id = l.id
        WHERE l.id > \(fragment: Receipts.lastLineWithout)
        AND (r.amount IS NOT abs(l.amount) OR r.currency IS NOT l.currency
            OR r.booking_id IS NOT l.booking_id
            OR r.kind IS NOT CASE WHEN l.amount < 0 THEN 'credit' ELSE 'receipt' END)
        UNION ALL
        SELECT 'receipt ' || \(fragment: number) || ' is for line ' || r.ledger_id
            || ' of the ledger, from before there were receipts'
        FROM receipts r WHERE r.ledger_id <= \(fragment: Receipts.lastLineWithout)
        """

    static let receiptsNumbered: SQL = """
        SELECT 'the last number of ' || n.year || ' is ' || n.last || ', ' || n.issued
            || ' receipts were issued up to ' || n.highest || ' and ' || n.skipped
            || ' numbers skipped, ' || n.reused || ' of them issued'
        FROM (SELECT n.year, n.last,
                (SELECT count(*) FROM receipts r WHERE r.year = n.year) AS issued,
                (SELECT coalesce(max(r.number), 0) FROM receipts r WHERE r.year = n.year) AS highest,
                (SELECT coalesce(sum(s.last - s.first + 1), 0) FROM skipped_receipts s
                    WHERE s.year = n.year) AS skipped,
                (SELECT count(*) FROM skipped_receipts s JOIN receipts r
                    ON r.year = s.year AND r.number BETWEEN s.first AND s.last
                    WHERE s.year = n.year) AS reused
            FROM receipt_numbers n) n
        WHERE n.last <> n.issued + n.skipped OR n.highest > n.last OR n.reused > 0
        """
}
