import SQLite

/// Checks that MainAPI and the gateway have the same payments and refunds, that guests paid as often
/// as they chose to, and that only confirmed bookings remain paid.
struct MoneyComparison {
    private let actions: RecordedActions
    private let bookings: [MainSnapshot.Booking]
    private let main: MoneySnapshot
    private let gateway: MoneySnapshot
    /// The sum of each booking's ledger entries.
    private let ledger: [Int64: Int64]
    private let violations: Violations

    init(actions: RecordedActions, main snapshot: MainSnapshot, context: RunContext) throws {
        self.actions = actions
        bookings = snapshot.bookings
        violations = context.violations
        (main, ledger) = try Database.read(fileAt: context.installation.mainDatabase) {
            connection in
            let lines = try connection.all(
                "SELECT booking_id, sum(amount) FROM ledger GROUP BY booking_id"
            ) { ($0.int64(0), $0.int64(1)) }
            return (
                try MoneySnapshot(ofMain: connection), Dictionary(uniqueKeysWithValues: lines)
            )
        }
        gateway = try Database.read(fileAt: context.installation.gatewayDatabase) {
            try MoneySnapshot(ofGateway: $0)
        }
        context.updateCounts { [main] counts in
            counts.payments = main.payments.count
            counts.refunds = main.refunds.count
        }
    }

    func run() {
        compare(main.payments, gateway.payments, "payment")
        compare(main.refunds, gateway.refunds, "refund")
        comparePayments()
        compareBalances()
    }

    private func compare<Row: Equatable>(
        _ main: [String: Row], _ gateway: [String: Row], _ kind: String
    ) {
        for (id, row) in gateway where main[id] != row {
            violations.add(
                .lost,
                "\(kind) \(id): \(row) at the gateway, \(String(describing: main[id])) in MainAPI")
        }
        for (id, row) in main where gateway[id] == nil {
            violations.add(.unrequested, "\(kind) \(id): \(row)")
        }
    }

    private func comparePayments() {
        var limits: [String: Int] = [:]
        for payment in actions.payments {
            limits[payment.checkout] = max(limits[payment.checkout] ?? 0, payment.limit)
        }
        for (checkout, payments) in Dictionary(grouping: gateway.payments.values, by: \.checkout)
        where payments.count > limits[checkout] ?? 0 {
            violations.add(.duplicated, "\(payments.count) payments of checkout \(checkout)")
        }
    }

    private func compareBalances() {
        var balances: [Int64: Int64] = [:]
        for payment in main.payments.values {
            balances[payment.booking, default: 0] += payment.amount
        }
        for refund in main.refunds.values {
            guard let payment = main.payments[refund.payment] else { continue }
            balances[payment.booking, default: 0] -= refund.amount
        }
        for booking in bookings {
            let balance = balances[booking.id] ?? 0
            if ledger[booking.id] ?? 0 != balance {
                violations.add(
                    .inconsistent, "the ledger of booking \(booking.id) does not sum to \(balance)")
            }
            let due = booking.status == "confirmed" ? booking.amount : 0
            if balance != due {
                violations.add(
                    .inconsistent,
                    "booking \(booking.id), \(booking.status), has paid \(balance), not \(due)")
            }
        }
    }
}
