import SQLite

/// The receipts and credit notes that MainAPI stores.
struct ReceiptSnapshot {
    /// The sum of each booking's receipts, less that of its credit notes.
    let balances: [Int64: Int64]
    /// The numbers of each year, ascending.
    let numbers: [Int: [Int]]

    init(_ tx: Transaction) throws {
        balances = try Dictionary(
            uniqueKeysWithValues: tx.all(
                """
                SELECT booking_id, sum(CASE kind WHEN 'receipt' THEN amount ELSE -amount END)
                FROM receipts GROUP BY booking_id
                """
            ) { ($0.int64(0), $0.int64(1)) })
        let rows = try tx.all("SELECT year, number FROM receipts ORDER BY year, number") {
            (year: $0.int(0), number: $0.int(1))
        }
        numbers = Dictionary(grouping: rows, by: \.year).mapValues { $0.map(\.number) }
    }
}

extension Comparison {
    /// Checks the receipts' sums and numbers.
    ///
    /// Those of a booking add up to its payments less its refunds. No number is lost or given out twice.
    func compareReceipts() {
        for booking in main.bookings
        where main.receipts.balances[booking.id] ?? 0 != booking.balance {
            violations.add(
                .inconsistent,
                "the receipts of booking \(booking.id) do not sum to \(booking.balance)")
        }
        for (year, numbers) in main.receipts.numbers where numbers != Array(1...numbers.count) {
            violations.add(.lost, "the receipts of \(year) have numbers up to \(numbers.last ?? 0)")
        }
        context.updateCounts {
            $0.receipts = main.receipts.numbers.values.reduce(0) { $0 + $1.count }
        }
    }
}
