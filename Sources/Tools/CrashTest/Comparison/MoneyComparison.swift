import SQLite

extension Comparison {
    /// Checks that MainAPI and the gateway have the same payments and refunds. Also checks that guests
    /// paid as often as they chose to, and that only confirmed bookings remain paid.
    func compareMoney() throws {
        let gateway = try Database.read(fileAt: context.installation.gatewayDatabase) {
            try MoneySnapshot(ofGateway: $0)
        }
        compare(main.money.payments, gateway.payments, "payment")
        compare(main.money.refunds, gateway.refunds, "refund")
        comparePayments(at: gateway)
        compareBalances()
        context.updateCounts { counts in
            counts.payments = main.money.payments.count
            counts.refunds = main.money.refunds.count
        }
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

    private func comparePayments(at gateway: MoneySnapshot) {
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
        for booking in main.bookings {
            if main.ledger[booking.id] ?? 0 != booking.balance {
                violations.add(
                    .inconsistent,
                    "the ledger of booking \(booking.id) does not sum to \(booking.balance)")
            }
            // Every cancellation returns the whole price of its seats, but for what waits until
            // they are taken again.
            let price = booking.status == "confirmed" && booking.isPaid ? booking.amount : 0
            let due = price + waitlists.unreleased(of: booking.id)
            if booking.balance != due {
                violations.add(
                    .inconsistent,
                    "booking \(booking.id), \(booking.status), has paid \(booking.balance), not \(due)"
                )
            }
        }
    }
}
