/// Every booking that was promised is there, in a state that somebody brought it to, and no other.
struct BookingComparison {
    /// What tells apart bookings whose ids nobody was told.
    private struct Wish: Hashable {
        let user: Int64
        let event: Int64
        let seats: Int64
    }

    private let deeds: Deeds
    private let main: MainSnapshot
    private let breaches: Breaches
    /// Bookings for which somebody wanted to pay.
    private let paid: Set<Int64>
    /// Guests whose leaving cancelled what they had booked.
    private let erased: Set<Int64>

    init(_ deeds: Deeds, _ main: MainSnapshot, _ breaches: Breaches) {
        self.deeds = deeds
        self.main = main
        self.breaches = breaches
        erased = deeds.erased
        paid = Set(deeds.payments.filter { $0.times > 0 }.map(\.booking))
    }

    func run() {
        comparePromises()
        let byGuest = Dictionary(grouping: deeds.cancellations, by: \.id)
        let byFacilitator = Dictionary(grouping: deeds.eventCancellations, by: \.id)
        for booking in main.bookings {
            compareState(
                of: booking, byGuest[booking.id] ?? [], byFacilitator[booking.event] ?? [])
            compareTraces(of: booking)
        }
    }

    private func comparePromises() {
        var promised: [Int64: Wish] = [:]
        var possible: [Wish: Int] = [:]
        for booking in deeds.bookings {
            let wish = Wish(user: booking.user, event: booking.event, seats: booking.seats)
            switch booking.outcome {
            case .done(let id):
                if promised.updateValue(wish, forKey: id) != nil {
                    breaches.add(.astray, "booking \(id) was promised twice")
                }
            case .unknown: possible[wish, default: 0] += 1
            case .refused: break
            }
        }
        for booking in main.bookings {
            let wish = Wish(user: booking.user, event: booking.event, seats: booking.seats)
            if let expected = promised.removeValue(forKey: booking.id) {
                if expected != wish {
                    breaches.add(.astray, "booking \(booking.id) is not as asked")
                }
            } else if let left = possible[wish], left > 0 {
                possible[wish] = left - 1
            } else {
                breaches.add(.invented, "booking \(booking.id), \(booking.status)")
            }
        }
        for (id, wish) in promised { breaches.add(.lost, "booking \(id): \(wish)") }
    }

    private func compareState(
        of booking: MainSnapshot.Booking, _ byGuest: [Deeds.Cancellation],
        _ byFacilitator: [Deeds.Cancellation]
    ) {
        let name = "booking \(booking.id)"
        let byGuestForSure = byGuest.contains { $0.outcome.effect != nil }
        let hasLeft = erased.contains(booking.user)
        let forSure =
            byGuestForSure || hasLeft || byFacilitator.contains { $0.outcome.effect != nil }
        switch booking.status {
        case "cancelled", "refunded":
            let mayBePaidLate = booking.status == "refunded" && paid.contains(booking.id)
            if !mayBePaidLate, !hasLeft,
                !(byGuest + byFacilitator).contains(where: { $0.outcome.isPossible })
            {
                breaches.add(.invented, "the cancelling of \(name)")
            }
        case "confirmed":
            if forSure { breaches.add(.lost, "the cancelling of \(name)") }
            if booking.amount > 0, !paid.contains(booking.id) {
                breaches.add(.invented, "the payment of \(name)")
            }
        case "held":
            if forSure { breaches.add(.lost, "the cancelling of \(name)") }
            if booking.amount == 0 { breaches.add(.astray, "\(name) is free and held") }
        case "expired":
            if byGuestForSure { breaches.add(.lost, "the cancelling of \(name)") }
            if booking.amount == 0 { breaches.add(.astray, "\(name) is free and expired") }
        default:
            breaches.add(.astray, "\(name) is \(booking.status)")
        }
    }

    /// Each thing that happened to it stands once in the timeline, and its end was told once.
    private func compareTraces(of booking: MainSnapshot.Booking) {
        let changes = main.changes[booking.id] ?? [:]
        for (kind, count) in changes where count > 1 {
            breaches.add(.doubled, "booking \(booking.id): \(count) times \(kind)")
        }
        let messages = main.messages[booking.id] ?? 0
        let expected = booking.wasCancelled && !erased.contains(booking.user) ? 1 : 0
        if messages != expected {
            breaches.add(
                messages > expected ? .doubled : .lost,
                "booking \(booking.id), \(booking.status): \(messages) messages")
        }
    }
}
