extension Comparison {
    /// Checks that the rests of refunds were paid in the order of the cancellations, each once and
    /// only for guests' own cancellations.
    ///
    /// The booking's balance shows that the sums are right.
    func compareContingents() {
        for (event, refunds) in Dictionary(grouping: waitlists.contingents, by: \.event) {
            let open = refunds.drop { $0.isReleased }
            for refund in open where refund.isReleased {
                violations.add(
                    .outOfOrder,
                    "cancelled seat \(refund.id) of event \(event) got its rest before an earlier"
                        + " one")
            }
        }
        for (booking, refunds) in Dictionary(grouping: waitlists.contingents, by: \.booking) {
            let released = refunds.count { $0.isReleased }
            let lines = waitlists.filledSeats[booking] ?? 0
            if lines != released {
                violations.add(
                    lines > released ? .duplicated : .lost,
                    "booking \(booking): \(lines) lines about \(released) seats taken again")
            }
            compareSeats(of: booking, refunds.count)
        }
        context.updateCounts { counts in
            counts.contingents = waitlists.contingents.count
            counts.contingentsReleased = waitlists.contingents.count { $0.isReleased }
        }
    }

    /// Each rest belongs to a seat that the guest gave up.
    private func compareSeats(of id: Int64, _ count: Int) {
        guard let booking = main.bookings.first(where: { $0.id == id }) else { return }
        let isWhole = booking.wasCancelled ? booking.seats : 0
        if count > Int(booking.seatsGivenUp + isWhole) {
            violations.add(.duplicated, "booking \(id): \(count) refunds of cancelled seats")
        }
    }
}
