extension Comparison {
    /// Checks that every acknowledged booking of a facilitator exists once, and no other.
    func compareWalkIns() {
        let requests = Dictionary(
            uniqueKeysWithValues: actions.walkIns.map { ($0.name, $0) })
        let stored = Dictionary(
            grouping: main.bookings.filter { $0.walkIn != nil }, by: { $0.walkIn ?? "" })
        for (name, bookings) in stored where bookings.count > 1 {
            violations.add(.duplicated, "\(bookings.count) bookings of “\(name)”")
        }
        for (name, bookings) in stored {
            guard let booking = bookings.first, let request = requests[name],
                request.outcome.isPossible
            else {
                violations.add(.unrequested, "the booking of “\(name)”")
                continue
            }
            if booking.seatsBooked != request.seats
                || booking.moves == 0 && booking.event != request.event
            {
                violations.add(.inconsistent, "the booking of “\(name)” differs from its request")
            }
        }
        for request in actions.walkIns {
            guard let id = request.outcome.effect, stored[request.name]?.first?.id != id else {
                continue
            }
            violations.add(.lost, "booking \(id) of “\(request.name)”")
        }
    }

    /// Checks that each move, each seat that was given up and each payment in person had its effect
    /// once.
    func compareRosters() {
        let moves = Dictionary(grouping: actions.moves, by: \.booking)
        let seats = Dictionary(grouping: actions.seatsGivenUp, by: \.booking)
        let payments = Dictionary(grouping: actions.offlinePayments, by: \.booking)
        let paidAtOnce = actions.walkIns.filter { $0.paid > 0 }
        for booking in main.bookings {
            let name = "booking \(booking.id)"
            compare(
                Int(booking.seatsGivenUp), with: (seats[booking.id] ?? []).map(\.outcome),
                "seats given up of \(name)")
            compareMoves(of: booking, moves[booking.id] ?? [])
            let first = paidAtOnce.filter { $0.name == booking.walkIn }.map {
                $0.outcome.withoutEffect
            }
            compare(
                booking.offlinePayments, with: first + (payments[booking.id] ?? []).map(\.outcome),
                "payments in person of \(name)")
        }
    }

    private func compareMoves(
        of booking: MainSnapshot.Booking, _ moves: [RecordedActions.Move]
    ) {
        // A repeated move to the same event changes nothing.
        let unknown = moves.count { $0.outcome.isUnknown }
        let acknowledged = moves.count { $0.outcome.isAcknowledged }
        if booking.moves > acknowledged + unknown {
            violations.add(.duplicated, "\(booking.moves) moves of booking \(booking.id)")
        }
        if booking.moves < acknowledged - unknown {
            violations.add(.lost, "a move of booking \(booking.id): \(booking.moves)")
        }
        let last = moves.last { $0.outcome.isAcknowledged }?.event
        let possible =
            moves.filter { $0.outcome.isUnknown }.map(\.event) + (last.map { [$0] } ?? [])
        if last != nil, !possible.contains(booking.event) {
            violations.add(.lost, "booking \(booking.id) is of event \(booking.event)")
        }
    }

    func compare(_ count: Int, with outcomes: [ActionOutcome<Void>], _ name: String) {
        let acknowledged = outcomes.count { $0.isAcknowledged }
        let possible = acknowledged + outcomes.count { $0.isUnknown }
        if count < acknowledged { violations.add(.lost, "\(name): \(count) of \(acknowledged)") }
        if count > possible {
            violations.add(.duplicated, "\(name): \(count), at most \(possible) requested")
        }
    }
}

extension ActionOutcome {
    fileprivate var withoutEffect: ActionOutcome<Void> {
        switch self {
        case .acknowledged: .acknowledged(())
        case .refused: .refused
        case .unknown: .unknown
        }
    }
}
