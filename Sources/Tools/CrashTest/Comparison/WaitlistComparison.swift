extension Comparison {
    /// Checks that every acknowledged wait, departure and acceptance is stored, and no others; that
    /// offers were made in the order of the queue; and that no guest had two of them at once.
    func compareWaitlists() {
        compareWaits()
        compareDepartures()
        compareOffers()
        for event in Set(waitlists.entries.map(\.event)) { compareOrder(of: event) }
        let offers = main.bookings.filter(\.isOffer)
        context.updateCounts { counts in
            counts.offers = offers.count
            counts.offersConfirmed = offers.count(where: \.wasConfirmed)
            counts.offersLapsed = offers.count { $0.status == "expired" }
            counts.offersDeclined = offers.count { $0.wasCancelled && !$0.wasConfirmed }
        }
    }

    /// A wait, as it was requested.
    private struct Wait: Hashable {
        let user: Int64
        let event: Int64
        let seats: Int64
        let acceptsFewer: Bool
    }

    private func compareWaits() {
        let stored = Dictionary(grouping: waitlists.entries) {
            Wait(user: $0.user, event: $0.event, seats: $0.seats, acceptsFewer: $0.acceptsFewer)
        }
        let requested = Dictionary(grouping: actions.waits) {
            Wait(user: $0.user, event: $0.event, seats: $0.seats, acceptsFewer: $0.acceptsFewer)
        }
        for wait in Set(stored.keys).union(requested.keys) {
            compare(
                stored[wait]?.count ?? 0, with: (requested[wait] ?? []).map(\.outcome),
                "places of \(wait)")
        }
        for (place, entries) in Dictionary(grouping: waitlists.entries, by: \.place) {
            let waiting = entries.count { $0.booking == nil && $0.leftAt == nil }
            if waiting > 1 { violations.add(.duplicated, "\(waiting) places of \(place)") }
        }
    }

    /// A wait without an offer ends by the guest, by an erasure, with the event, or with another
    /// booking of the guest.
    private func compareDepartures() {
        let departures = Dictionary(grouping: actions.departures) { Place($0.event, $0.user) }
        let booked = Set(
            actions.bookings.filter(\.outcome.isPossible).map { Place($0.event, $0.user) })
        let cancelled = Set(main.events.filter(\.isCancelled).map(\.id))
        let stored = Dictionary(
            grouping: waitlists.entries.filter { $0.leftAt != nil }, by: \.place)
        for place in Set(stored.keys).union(departures.keys) {
            let count = stored[place]?.count ?? 0
            let requested = departures[place] ?? []
            let acknowledged = requested.count { $0.outcome.effect == .some(nil) }
            if count < acknowledged {
                violations.add(.lost, "\(count) of \(acknowledged) departures of \(place)")
            }
            let isEndedByOthers =
                booked.contains(place) || cancelled.contains(place.event)
                || erasedUsers.contains(place.user)
            if !isEndedByOthers, count > requested.count(where: \.outcome.isPossible) {
                violations.add(.unrequested, "\(count) departures of \(place)")
            }
        }
    }

    private func compareOffers() {
        let entries = Dictionary(
            waitlists.entries.compactMap { entry in entry.booking.map { ($0, entry) } },
            uniquingKeysWith: { first, _ in first })
        for booking in main.bookings where booking.isOffer {
            let name = "offer \(booking.id)"
            guard let entry = entries[booking.id], entry.user == booking.user,
                booking.moves > 0 || entry.event == booking.event
            else {
                violations.add(.unrequested, "\(name) to user \(booking.user), who did not wait")
                continue
            }
            let seats = booking.seatsBooked
            if seats > entry.seats || seats < entry.seats && !entry.acceptsFewer {
                violations.add(.inconsistent, "\(name) of \(seats) seats, not \(entry.seats)")
            }
            compareAcceptance(of: booking)
            let isLapsed = (main.changes[booking.id]?["expired"] ?? 0) > 0
            let messages = waitlists.offers[booking.id]?.messages ?? 0
            if !erasedUsers.contains(booking.user), messages != (isLapsed ? 2 : 1) {
                violations.add(
                    messages > 1 ? .duplicated : .lost,
                    "\(name), \(booking.status): \(messages) messages of the waiting list")
            }
        }
        compareSimultaneousOffers()
        for offer in actions.outOfTurnOffers {
            guard let id = offer.outcome.effect else { continue }
            if entries[id]?.user != offer.user || entries[id]?.event != offer.event {
                violations.add(.lost, "offer \(id) of a facilitator to user \(offer.user)")
            }
        }
    }

    /// A free offer becomes a booking by a request of the guest, another one by a payment.
    private func compareAcceptance(of booking: MainSnapshot.Booking) {
        let answers = acceptances[booking.id] ?? []
        if booking.wasConfirmed, !paidBookings.contains(booking.id),
            !answers.contains(where: \.isPossible)
        {
            violations.add(.unrequested, "the acceptance of offer \(booking.id)")
        }
        if !booking.wasConfirmed, answers.contains(where: \.isAcknowledged) {
            violations.add(.lost, "the acceptance of offer \(booking.id), \(booking.status)")
        }
    }

    private func compareSimultaneousOffers() {
        let byPlace = Dictionary(grouping: waitlists.entries, by: \.place)
        for (place, entries) in byPlace {
            let ids = entries.compactMap(\.booking).filter { waitlists.offers[$0] != nil }.sorted()
            for (earlier, later) in zip(ids, ids.dropFirst()) {
                guard let first = waitlists.offers[earlier], let next = waitlists.offers[later]
                else { continue }
                if first.endedAt.map({ $0 > next.madeAt }) ?? true, !wasMoved(earlier) {
                    violations.add(
                        .duplicated, "offers \(earlier) and \(later) at once to \(place)")
                }
            }
        }
    }

    private func wasMoved(_ booking: Int64) -> Bool {
        main.bookings.contains { $0.id == booking && $0.moves > 0 }
    }

    /// Checks that no offer passed over an earlier guest who takes so few seats.
    ///
    /// Guests who want more seats than were offered may have wanted more than were free. A
    /// facilitator may offer out of turn.
    private func compareOrder(of event: Int64) {
        let entries = waitlists.entries.filter { $0.event == event }
        let seats = Dictionary(
            main.bookings.filter(\.isOffer).map { ($0.id, $0.seatsBooked) },
            uniquingKeysWith: { first, _ in first })
        let outOfTurn = actions.outOfTurnOffers.filter {
            $0.event == event && $0.outcome.isPossible
        }
        for (index, entry) in entries.enumerated() {
            guard let offer = entry.booking, let made = waitlists.offers[offer]?.madeAt,
                let seats = seats[offer]
            else { continue }
            let passed = entries[..<index].filter { $0.waited(at: made, before: offer) }
            if passed.isEmpty { continue }
            if outOfTurn.contains(where: {
                $0.outcome.effect == offer || $0.outcome.isUnknown && $0.user == entry.user
            }) {
                context.updateCounts { $0.offersOutOfTurn += 1 }
            } else if let first = passed.first(where: { $0.leastSeats <= seats }) {
                violations.add(
                    .outOfOrder,
                    "offer \(offer) of \(seats) seats of event \(event) passed over place"
                        + " \(first.id), for \(first.leastSeats) seats or more")
            } else {
                context.updateCounts { $0.offersPassingLargerWaits += 1 }
            }
        }
    }
}

/// A guest's place in the queues of an event, one after the other.
private struct Place: Hashable {
    let event: Int64
    let user: Int64

    init(_ event: Int64, _ user: Int64) {
        self.event = event
        self.user = user
    }
}

extension WaitlistSnapshot.Entry {
    fileprivate var place: Place { Place(event, user) }

    /// Whether the guest waited when another one got an offer.
    ///
    /// Bookings are numbered in the order of their commits. In the second of a departure, the
    /// order is unknown.
    fileprivate func waited(at time: Int64, before offer: Int64) -> Bool {
        if let booking { return booking > offer }
        return leftAt.map { $0 > time } ?? true
    }
}
