import HTTPClient
import JSONCoding

/// A guest's requests, which are recorded with their outcomes.
extension SimulatedUser {
    /// Choices at the sandbox gateway, with the payments each can cause; `pay` is the most frequent.
    private static let choices: [(value: String, payments: Int)] = [
        ("pay", 1), ("pay", 1), ("pay", 1), ("twice", 2), ("decline", 0), ("late", 1),
    ]

    /// Registers under the user's name and logs in.
    ///
    /// - Returns: The user's id; nil if the name was refused.
    func register(password: String) -> Int64? {
        let form = """
            {"username": "\(name)", "password": "\(password)", "email": "\(name)@example.org"}
            """
        while true {
            guard let response = act("POST", "/auth/register", form) else { continue }
            // The name is unique, so only an earlier, unanswered attempt can have taken it.
            guard response.status == 201 || response.code == "username_taken" else {
                report(.inconsistent, "registering: \(response.status) \(response.text)")
                return nil
            }
            logIn(passwords: [password])
            return repeatUntilAnswered("GET", "/me").json["id"]?.integer ?? 0
        }
    }

    /// - Parameter id: The user's.
    /// - Returns: The booking with its id and whether it must be paid; nil without a response, or
    ///   with `isFull` if the event has too few seats.
    func book(
        _ event: Int64, as id: Int64, seats: Int64
    ) -> (booking: Int64?, isHeld: Bool, isFull: Bool) {
        let response = act("POST", "/book", #"{"event_id": \#(event), "seats": \#(seats)}"#)
        let outcome = outcome(
            of: response,
            refusedBy: ["event_full", "already_booked", "event_cancelled", "booking_closed"]
        ) { $0.json["id"]?.integer ?? 0 }
        context.record(
            .init(user: id, event: event, seats: seats, outcome: outcome), in: \.bookings)
        return (
            outcome.effect, response?.json["status"]?.string == "held",
            response?.code == "event_full"
        )
    }

    /// Starts a checkout, and makes a random choice on the gateway's page.
    func pay(_ booking: Int64) {
        let response = act("POST", "/bookings/\(booking)/payment", nil)
        let outcome = outcome(
            of: response, refusedBy: ["hold_expired", "nothing_to_pay"]
        ) { $0.json["checkout_id"]?.string ?? "" }
        guard let checkout = outcome.effect else { return }
        let index = Int.random(in: Self.choices.indices, using: &random)
        let choice = Self.choices[index]
        context.record(
            .init(booking: booking, checkout: checkout, limit: choice.payments), in: \.payments)
        pause()
        let page = repeatUntilAnswered(
            "POST", "/sandbox/pay/\(checkout)", "choice=\(choice.value)",
            type: "application/x-www-form-urlencoded")
        if page.status != 303 { report(.lost, "checkout \(checkout): \(page.text)") }
    }

    /// Cancels all seats of a booking or one of them.
    ///
    /// - Returns: Whether the booking has no seats any longer; nil if the outcome is unknown.
    @discardableResult
    func cancel(_ booking: Int64, isPart: Bool) -> Bool? {
        let response = act(
            "POST", "/bookings/\(booking)/cancellation", isPart ? #"{"seats": 1}"# : nil)
        let outcome = outcome(
            of: response, refusedBy: ["booking_not_cancellable", "seats_out_of_range"]
        ) { $0.json["status"]?.string != "confirmed" }
        context.record(seatsGivenUp: outcome, of: booking, isPart: isPart)
        return outcome.effect
    }
}
