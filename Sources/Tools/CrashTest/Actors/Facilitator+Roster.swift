import HTTPClient
import JSONCoding

/// The facilitator's work with bookings.
extension Facilitator {
    /// Adds a booking of somebody who walked in, who pays the whole price or nothing.
    mutating func addWalkIn() {
        guard let event = scheduled.randomElement(using: &user.random) else { return }
        walkIns += 1
        let name = "\(user.name)'s walk-in \(walkIns)"
        let seats = Int64.random(in: 1...3, using: &user.random)
        let price = prices[event] ?? 0
        let paid = price > 0 && user.random.happens(percent: 50) ? price * seats : 0
        let money = paid > 0 ? #", "paid": {"amount": \#(paid), "method": "cash"}"# : ""
        let address =
            user.random.happens(percent: 50)
            ? #", "email": "\#(user.name).\#(walkIns)@example.net""# : ""
        let response = user.act(
            "POST", "\(path)/\(event)/bookings",
            #"{"name": "\#(name)", "seats": \#(seats)\#(money)\#(address)}"#)
        let outcome = user.outcome(of: response, refusedBy: ["event_full", "event_cancelled"]) {
            $0.json["id"]?.integer ?? 0
        }
        user.context.record(
            .init(name: name, event: event, seats: seats, paid: paid, outcome: outcome),
            in: \.walkIns)
    }

    /// Takes the money for, moves or cancels a confirmed booking of a scheduled event.
    mutating func workWithBooking() {
        guard let event = scheduled.randomElement(using: &user.random) else { return }
        let roster = user.repeatUntilAnswered(
            "GET", "\(path)/\(event)/bookings?status=confirmed&limit=200")
        guard let booking = roster.json["data"]?.array?.randomElement(using: &user.random),
            let id = booking["id"]?.integer, let seats = booking["seats"]?.integer
        else { return }
        let outstanding = booking["outstanding"]?.integer ?? 0
        if outstanding > 0, user.random.happens(percent: 60) {
            takeMoney(for: id, outstanding)
        } else if user.random.happens(percent: 65) {
            move(id, from: event)
        } else {
            cancel(id, seats: seats)
        }
    }

    private mutating func move(_ booking: Int64, from event: Int64) {
        guard let target = scheduled.filter({ $0 != event }).randomElement(using: &user.random)
        else { return }
        let response = user.act(
            "PATCH", "/api/facilitator/\(id)/bookings/\(booking)",
            #"{"event_id": \#(target), "waive": true}"#)
        let outcome = user.outcome(
            of: response,
            refusedBy: ["event_full", "event_cancelled", "already_booked", "booking_not_confirmed"]
        ) { _ in }
        user.context.record(.init(booking: booking, event: target, outcome: outcome), in: \.moves)
    }

    private mutating func cancel(_ booking: Int64, seats: Int64) {
        let isPart = seats > 1 && user.random.happens(percent: 60)
        let body = isPart ? #"{"seats": 1, "refund": "full"}"# : #"{"refund": "full"}"#
        let response = user.act(
            "POST", "/api/facilitator/\(id)/bookings/\(booking)/cancellation", body)
        let outcome = user.outcome(
            of: response, refusedBy: ["booking_not_cancellable", "seats_out_of_range"]
        ) { $0.json["status"]?.string != "confirmed" }
        user.context.record(seatsGivenUp: outcome, of: booking, isPart: isPart)
    }

    private mutating func takeMoney(for booking: Int64, _ amount: Int64) {
        let response = user.act(
            "POST", "/api/facilitator/\(id)/bookings/\(booking)/payments",
            #"{"amount": \#(amount), "method": "cash"}"#)
        // The guest may have given up a seat meanwhile, so that less is left to pay.
        let outcome = user.outcome(
            of: response, refusedBy: ["nothing_to_pay", "validation_failed"]
        ) {
            _ in
        }
        user.context.record(
            .init(booking: booking, amount: amount, outcome: outcome), in: \.offlinePayments)
    }

    /// Hands back the money of walk-ins that is owed.
    func handBackMoney() {
        let path = "/api/facilitator/\(id)/refunds"
        let owed = user.repeatUntilAnswered("GET", "\(path)?status=initiated&limit=200")
        for refund in owed.json["data"]?.array ?? [] {
            guard refund["payment_provider"]?.string == "offline",
                let number = refund["id"]?.integer
            else { continue }
            let response = user.act("POST", "\(path)/\(number)/handed-back", nil)
            // Another attempt, or a response that was lost, may have recorded it before.
            _ = user.outcome(of: response, refusedBy: ["refund_not_owed"]) { _ in }
        }
    }
}
