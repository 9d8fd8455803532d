import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import PaymentGateways

struct PaymentRoutes: Sendable {
    let processor: PaymentProcessor

    func add(to routes: inout Routes, guest: Authenticator<Guest>) {
        routes.post("/bookings/{id}/payment", by: guest, bodyLimit: 4_096, pay)
    }

    /// Starts or resumes the payment and returns the gateway's URL.
    private func pay(_ request: Request, _ guest: Guest) async throws -> Response {
        let store = processor.store
        if let stored = try store.storedResponse(to: request, by: .user(guest.id)) {
            return stored
        }
        let gateway = try processor.gateways.current
        let booking = BookingID(try request.identifier("id"))
        let started = try await store.write { tx in
            try tx.startPayment(of: booking, for: guest.id, at: gateway.provider) {
                try gateway.request(for: $0)
            }
        }
        let attempt = started.url == nil ? try await processor.open(started) : started
        return try await store.store(
            .json(PaymentInvitation(attempt: attempt)), for: request, by: .user(guest.id))
    }
}

/// The response to POST /bookings/{id}/payment.
private struct PaymentInvitation: JSONWritable {
    let attempt: PaymentAttempt

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("booking_id", attempt.bookingID.rawValue)
            json.member("payment_provider", attempt.provider.rawValue)
            json.member("attempt", attempt.number)
            json.member("checkout_id", attempt.checkoutID)
            json.member("payment_url", attempt.url)
            json.member("pay_before", attempt.closesAt)
        }
    }
}
