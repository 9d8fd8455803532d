import BookingDomain
import SQLite
import Timekeeping

/// The table of the last receipt number of each year.
///
/// A number is given out in the transaction that uses it. A refused write therefore leaves no gap.
/// ``ReceiptReservations`` covers every number that was given out.
package struct ReceiptNumbers {
    let tx: Transaction

    /// The next number of a year; only for a receipt that this transaction inserts.
    ///
    /// - Throws: `SystemError` if the next block cannot be reserved.
    func next(in year: Int) throws -> ReceiptNumber {
        if let place = try nextReserved(of: year) { return ReceiptNumber(year: year, place: place) }
        let last = try tx.first("SELECT last FROM receipt_numbers WHERE year = \(year)") {
            $0.int64(0)
        }
        let end = (last ?? 0) + ReceiptReservations.blockSize
        try reservations.reserve(through: [year: end])
        try tx.execute(
            """
            INSERT INTO receipt_numbers (year, last, reserved) VALUES (\(year), 0, \(end))
            ON CONFLICT (year) DO UPDATE SET reserved = excluded.reserved
            """)
        guard let place = try nextReserved(of: year) else {
            throw UnreadableRow(column: "receipt_numbers.reserved", value: "\(end)")
        }
        return ReceiptNumber(year: year, place: place)
    }

    private var reservations: ReceiptReservations {
        ReceiptReservations(database: tx.databasePath)
    }

    /// Lists the numbers beside the database that may be given out, if the list is missing.
    ///
    /// - Throws: `SystemError`.
    package func completeReservations() throws {
        try reservations.reserve(through: allYears { $0.int64(2) })
    }

    /// Begins behind the numbers that may have been given out after the backup that was just restored.
    ///
    /// - Parameter reserved: The last reserved numbers beside the former database. Nil if they are
    ///   lost; then some numbers of the current and the latest year are skipped.
    /// - Returns: The skipped numbers of each year.
    package func skip(through reserved: [Int: Int64]?) throws -> [SkippedReceipts] {
        let last = try allYears { $0.int64(1) }
        var ends = reserved ?? [:]
        if reserved == nil {
            let current = LocalTime(tx.now, in: try tx.centre.current().zone).year
            for year in [current, last.keys.max() ?? current] {
                ends[year] = last[year, default: 0] + Self.countSkippedWithoutFile
            }
        }
        var skipped: [SkippedReceipts] = []
        for (year, end) in ends.sorted(by: { $0.key < $1.key }) where end > last[year] ?? 0 {
            let first = last[year, default: 0] + 1
            try tx.execute(
                """
                INSERT INTO receipt_numbers (year, last, reserved) VALUES (\(year), \(end), \(end))
                ON CONFLICT (year) DO UPDATE SET last = \(end), reserved = \(end)
                """)
            try tx.execute(
                """
                INSERT INTO skipped_receipts (year, first, last, skipped_at)
                VALUES (\(year), \(first), \(end), \(tx.now))
                """)
            skipped.append(
                SkippedReceipts(
                    first: ReceiptNumber(year: year, place: first),
                    last: ReceiptNumber(year: year, place: end)))
        }
        return skipped
    }

    /// Skipped if the reservations are lost: more than a center gives out between a backup and its
    /// restoration.
    private static let countSkippedWithoutFile: Int64 = 1_000

    private func allYears(_ number: (borrowing Row) -> Int64) throws -> [Int: Int64] {
        Dictionary(
            uniqueKeysWithValues: try tx.all("SELECT year, last, reserved FROM receipt_numbers") {
                ($0.int(0), number($0))
            })
    }

    private func nextReserved(of year: Int) throws -> Int64? {
        try tx.first(
            """
            UPDATE receipt_numbers SET last = last + 1 WHERE year = \(year) AND last < reserved
            RETURNING last
            """
        ) { $0.int64(0) }
    }
}

/// Numbers of a year that a restored database does not give out.
package struct SkippedReceipts: Equatable, Sendable {
    package let first: ReceiptNumber
    package let last: ReceiptNumber
}
