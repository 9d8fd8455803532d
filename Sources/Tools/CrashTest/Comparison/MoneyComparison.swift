import SQLite

/// MainAPI's books of the money are the gateway's, nobody paid without wanting to, and what is not
/// for a confirmed booking is back.
struct MoneyComparison {
    private let deeds: Deeds
    private let bookings: [MainSnapshot.Booking]
    private let ours: MoneySnapshot
    private let gateway: MoneySnapshot
    /// The sum of each booking's lines in the ledger.
    private let ledger: [Int64: Int64]
    private let breaches: Breaches

    init(_ deeds: Deeds, _ main: MainSnapshot, _ shared: Person.Shared) throws {
        self.deeds = deeds
        bookings = main.bookings
        breaches = shared.breaches
        (ours, ledger) = try Database.read(fileAt: shared.installation.mainDatabase) { connection in
            let lines = try connection.all(
                "SELECT booking_id, sum(amount) FROM ledger GROUP BY booking_id"
            ) { ($0.int64(0), $0.int64(1)) }
            return (
                try MoneySnapshot(ofMain: connection), Dictionary(uniqueKeysWithValues: lines)
            )
        }
        gateway = try Database.read(fileAt: shared.installation.gatewayDatabase) {
            try MoneySnapshot(ofGateway: $0)
        }
        shared.counts.add { [ours] counts in
            counts.payments = ours.payments.count
            counts.refunds = ours.refunds.count
        }
    }

    func run() {
        compare(ours.payments, gateway.payments, "payment")
        compare(ours.refunds, gateway.refunds, "refund")
        compareWishes()
        compareBalances()
    }

    private func compare<Row: Equatable>(
        _ ours: [String: Row], _ theirs: [String: Row], _ kind: String
    ) {
        for (id, row) in theirs where ours[id] != row {
            breaches.add(
                .lost, "\(kind) \(id): \(row) at the gateway, \(String(describing: ours[id]))")
        }
        for (id, row) in ours where theirs[id] == nil {
            breaches.add(.invented, "\(kind) \(id): \(row)")
        }
    }

    private func compareWishes() {
        var most: [String: Int] = [:]
        for payment in deeds.payments {
            most[payment.checkout] = max(most[payment.checkout] ?? 0, payment.times)
        }
        for (checkout, payments) in Dictionary(grouping: gateway.payments.values, by: \.checkout)
        where payments.count > most[checkout] ?? 0 {
            breaches.add(.doubled, "\(payments.count) payments of checkout \(checkout)")
        }
    }

    private func compareBalances() {
        var balances: [Int64: Int64] = [:]
        for payment in ours.payments.values {
            balances[payment.booking, default: 0] += payment.amount
        }
        for refund in ours.refunds.values {
            guard let payment = ours.payments[refund.payment] else { continue }
            balances[payment.booking, default: 0] -= refund.amount
        }
        for booking in bookings {
            let balance = balances[booking.id] ?? 0
            if ledger[booking.id] ?? 0 != balance {
                breaches.add(.astray, "the ledger of booking \(booking.id) is not \(balance)")
            }
            let due = booking.status == "confirmed" ? booking.amount : 0
            if balance != due {
                breaches.add(
                    .astray,
                    "booking \(booking.id), \(booking.status), has paid \(balance), not \(due)")
            }
        }
    }
}
