extension Comparison {
    /// Checks that CRMAPI stored each notice once.
    func compareNotices() {
        let sent = Set(main.notices)
        let stored = Dictionary(grouping: crm.notices, by: { $0 })
        for (notice, copies) in stored where copies.count > 1 {
            violations.add(
                .duplicated, "notice \(notice.sequence) was stored \(copies.count) times")
        }
        for notice in sent where stored[notice] == nil {
            violations.add(.lost, "notice \(notice.sequence) of booking \(notice.booking)")
        }
        for notice in stored.keys where !sent.contains(notice) {
            violations.add(.unrequested, "notice \(notice.sequence) of booking \(notice.booking)")
        }
        let counts = counts()
        for (name, count) in counts where count > limit(of: name) {
            violations.add(.duplicated, "\(count) notices \(name)")
        }
        for booking in main.bookings {
            check("booking.moved", booking, booking.moves, counts)
            check(
                "booking.changed", booking, Int(booking.seatsGivenUp) + booking.offlinePayments,
                counts)
            check("booking.confirmed", booking, isExpected: booking.wasConfirmed, counts)
            check(
                "booking.cancelled", booking,
                isExpected: booking.wasConfirmed && booking.wasCancelled, counts)
        }
    }

    /// The maximum number of notices of a type and booking, which ``counts()`` counts.
    ///
    /// A refunded booking is cancelled, and then refunded again, each time that a seat is taken again.
    private func limit(of name: String) -> Int {
        let parts = name.split(separator: " ")
        switch parts[0] {
        case "booking.changed", "booking.moved": return .max
        case "booking.cancelled", "booking.refunded":
            return 1 + (Int64(parts[1]).flatMap { waitlists.filledSeats[$0] } ?? 0)
        default: return 1
        }
    }

    /// The number of notices by type and booking.
    ///
    /// Another notice can follow a guest's erasure, as when the event is cancelled meanwhile, and is
    /// then followed by a second `guest.erased`. So these count only in direct succession.
    private func counts() -> [String: Int] {
        var counts: [String: Int] = [:]
        var latest: [Int64: String] = [:]
        for notice in main.notices.sorted(by: { $0.sequence < $1.sequence }) {
            let name = "\(notice.type) \(notice.booking)"
            let isFirst = notice.type == "guest.erased" && latest[notice.booking] != notice.type
            counts[name] = isFirst ? 1 : counts[name, default: 0] + 1
            latest[notice.booking] = notice.type
        }
        return counts
    }

    private func check(
        _ type: String, _ booking: MainSnapshot.Booking, isExpected: Bool, _ counts: [String: Int]
    ) {
        let exists = counts["\(type) \(booking.id)"] != nil
        if isExpected, !exists { violations.add(.lost, "\(type) of booking \(booking.id)") }
        if !isExpected, exists { violations.add(.unrequested, "\(type) of booking \(booking.id)") }
    }

    private func check(
        _ type: String, _ booking: MainSnapshot.Booking, _ expected: Int, _ counts: [String: Int]
    ) {
        let count = counts["\(type) \(booking.id)"] ?? 0
        if count != expected {
            violations.add(
                count > expected ? .duplicated : .lost,
                "\(count) notices \(type) of booking \(booking.id), not \(expected)")
        }
    }

    /// Checks that CRMAPI has the same bookings as MainAPI.
    func compareBookingsAtCRM() {
        var copies = crm.bookings
        for booking in main.bookings where booking.wasConfirmed {
            guard let copy = copies.removeValue(forKey: booking.id) else {
                violations.add(.lost, "booking \(booking.id) at CRMAPI")
                continue
            }
            if copy.status != booking.status || copy.seats != booking.seats
                || copy.user != booking.user || copy.event != booking.event
            {
                violations.add(.inconsistent, "booking \(booking.id) at CRMAPI: \(copy)")
            }
        }
        for id in copies.keys { violations.add(.unrequested, "booking \(id) at CRMAPI") }
    }
}
