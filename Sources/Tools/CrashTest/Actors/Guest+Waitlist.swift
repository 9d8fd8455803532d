import HTTPClient
import JSONCoding

/// The guest's waits for seats of full events.
extension Guest {
    /// Answers open offers: accepts, declines or forgets them. Sometimes leaves a waiting list.
    mutating func answerOffers() {
        let entries = user.repeatUntilAnswered("GET", "/waitlist?limit=200").json["data"]?.array
        for entry in entries ?? [] {
            guard let event = entry["event_id"]?.integer else { continue }
            switch (entry["status"]?.string, Int.random(in: 0..<100, using: &user.random)) {
            case ("offered", ..<55): accept(entry)
            case ("offered", ..<70): leaveWaitlist(of: event)
            case ("waiting", ..<5): leaveWaitlist(of: event)
            default: break
            }
        }
    }

    private mutating func accept(_ entry: JSONValue) {
        guard let booking = entry["booking_id"]?.integer else { return }
        if (entry["event"]?["price"]?.integer ?? 0) > 0 {
            user.pay(booking)
        } else if user.acceptFreeOffer(booking) {
            isCancelled[booking] = false
        }
    }

    private mutating func leaveWaitlist(of event: Int64) {
        if let declined = user.leaveWaitlist(of: event, as: id), isCancelled[declined] != nil {
            isCancelled[declined] = true
        }
    }
}

/// Requests about waits, which are recorded with their outcomes.
extension SimulatedUser {
    /// - Parameter id: The user's.
    /// - Returns: Whether the user is on the list.
    @discardableResult
    func joinWaitlist(of event: Int64, as id: Int64, seats: Int64) -> Bool {
        let acceptsFewer = seats > 1 && random.happens(percent: 50)
        let response = act(
            "POST", "/events/\(event)/waitlist",
            #"{"seats": \#(seats), "accepts_fewer": \#(acceptsFewer)}"#)
        let outcome = outcome(
            of: response,
            refusedBy: [
                "seats_available", "already_waiting", "already_booked", "waitlist_closed",
                "booking_closed", "event_cancelled",
            ]
        ) { _ in }
        context.record(
            .init(
                user: id, event: event, seats: seats, acceptsFewer: acceptsFewer,
                outcome: outcome),
            in: \.waits)
        return outcome.isAcknowledged
    }

    /// - Returns: The booking of the offer that was declined.
    @discardableResult
    func leaveWaitlist(of event: Int64, as id: Int64) -> Int64? {
        let response = act("DELETE", "/events/\(event)/waitlist", nil)
        let outcome: ActionOutcome<Int64?> =
            if response?.status == 404 {
                // An earlier attempt without a response may have ended the wait.
                .unknown
            } else {
                outcome(of: response, refusedBy: ["booking_not_cancellable"]) { response in
                    response.json["status"]?.string == "declined"
                        ? response.json["booking_id"]?.integer : nil
                }
            }
        context.record(.init(user: id, event: event, outcome: outcome), in: \.departures)
        guard let declined = outcome.effect ?? nil else { return nil }
        context.record(.init(id: declined, outcome: .acknowledged(())), in: \.cancellations)
        return declined
    }

    /// - Returns: Whether the acceptance was acknowledged.
    func acceptFreeOffer(_ booking: Int64) -> Bool {
        let response = act("POST", "/bookings/\(booking)/confirmation", "{}")
        let outcome = outcome(
            of: response, refusedBy: ["hold_expired", "booking_not_confirmed"]
        ) { _ in }
        context.record(.init(booking: booking, outcome: outcome), in: \.acceptances)
        return outcome.isAcknowledged
    }
}
