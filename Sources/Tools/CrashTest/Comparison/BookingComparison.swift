extension Comparison {
    /// Matches a booking to an action whose response, and so the booking's id, is unknown.
    private struct Request: Hashable {
        let user: Int64
        let event: Int64
        let seats: Int64
    }

    /// Checks that every booking is in a status that the actions explain.
    func compareStatuses() {
        let byGuest = Dictionary(grouping: actions.cancellations, by: \.id)
        let byFacilitator = Dictionary(grouping: actions.eventCancellations, by: \.id)
        for booking in main.bookings {
            compareStatus(
                of: booking, byGuest[booking.id] ?? [], byFacilitator[booking.event] ?? [])
            compareHistory(of: booking)
        }
    }

    /// Checks that every acknowledged booking exists, and no other.
    func compareBookings() {
        var acknowledged: [Int64: Request] = [:]
        var possible: [Request: Int] = [:]
        for booking in actions.bookings {
            let request = Request(user: booking.user, event: booking.event, seats: booking.seats)
            switch booking.outcome {
            case .acknowledged(let id):
                if acknowledged.updateValue(request, forKey: id) != nil {
                    violations.add(.inconsistent, "booking \(id) was acknowledged twice")
                }
            case .unknown: possible[request, default: 0] += 1
            case .refused: break
            }
        }
        for booking in main.bookings where booking.walkIn == nil && !booking.isOffer {
            let event = booking.moves == 0 ? booking.event : 0
            let request = Request(user: booking.user, event: event, seats: booking.seatsBooked)
            if let expected = acknowledged.removeValue(forKey: booking.id) {
                if expected.user != request.user || expected.seats != request.seats
                    || booking.moves == 0 && expected.event != request.event
                {
                    violations.add(.inconsistent, "booking \(booking.id) differs from its request")
                }
            } else if let found = possible.keys.first(where: {
                $0.user == request.user && $0.seats == request.seats
                    && (event == 0 || $0.event == event) && (possible[$0] ?? 0) > 0
            }) {
                possible[found, default: 0] -= 1
            } else {
                violations.add(.unrequested, "booking \(booking.id), \(booking.status)")
            }
        }
        for (id, request) in acknowledged { violations.add(.lost, "booking \(id): \(request)") }
    }

    private func compareStatus(
        of booking: MainSnapshot.Booking, _ byGuest: [RecordedActions.Cancellation],
        _ byFacilitator: [RecordedActions.Cancellation]
    ) {
        let name = "booking \(booking.id)"
        let cancelledByGuest = byGuest.contains { $0.outcome.isAcknowledged }
        let isErased = erasedUsers.contains(booking.user)
        let mustBeCancelled =
            cancelledByGuest || isErased || byFacilitator.contains { $0.outcome.isAcknowledged }
        switch booking.status {
        case "cancelled", "refunded":
            let isPaidLate = booking.status == "refunded" && paidBookings.contains(booking.id)
            if !isPaidLate, !isErased,
                !(byGuest + byFacilitator).contains(where: { $0.outcome.isPossible }),
                !mayBeDeclined(booking)
            {
                violations.add(.unrequested, "the cancellation of \(name)")
            }
        case "confirmed":
            if mustBeCancelled { violations.add(.lost, "the cancellation of \(name)") }
            if booking.amount > 0, booking.walkIn == nil, booking.paidOffline == 0,
                !paidBookings.contains(booking.id)
            {
                violations.add(.unrequested, "the payment of \(name)")
            }
        case "held":
            // A hold that had lapsed before its guest was erased stays as it is.
            let isLapsed = isErased && !booking.isOffer
            let isCancelled =
                cancelledByGuest || byFacilitator.contains { $0.outcome.isAcknowledged }
            if isCancelled || (mustBeCancelled && !isLapsed) {
                violations.add(.lost, "the cancellation of \(name)")
            }
            if booking.amount == 0, !booking.isOffer {
                violations.add(.inconsistent, "\(name) is free and held")
            }
        case "expired":
            if cancelledByGuest { violations.add(.lost, "the cancellation of \(name)") }
            if booking.amount == 0, !booking.isOffer {
                violations.add(.inconsistent, "\(name) is free and expired")
            }
        default:
            violations.add(.inconsistent, "\(name) is \(booking.status)")
        }
    }

    /// Whether a request to leave the waiting list, whose outcome is unknown, may have declined it.
    private func mayBeDeclined(_ booking: MainSnapshot.Booking) -> Bool {
        booking.isOffer
            && actions.departures.contains {
                $0.user == booking.user && $0.event == booking.event && $0.outcome.isUnknown
            }
    }

    /// Checks that the timeline has each change once, and that one message reports a cancellation.
    private func compareHistory(of booking: MainSnapshot.Booking) {
        let changes = main.changes[booking.id] ?? [:]
        for (kind, count) in changes where count > 1 {
            violations.add(.duplicated, "booking \(booking.id): \(count) changes \(kind)")
        }
        let messages = main.messages[booking.id] ?? 0
        let hasGuest = booking.walkIn == nil && !erasedUsers.contains(booking.user)
        let expected = booking.wasCancelled && hasGuest ? 1 : 0
        if messages != expected {
            violations.add(
                messages > expected ? .duplicated : .lost,
                "booking \(booking.id), \(booking.status): \(messages) messages")
        }
    }
}
