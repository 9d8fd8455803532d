import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import PaymentGateways
import SQLite

struct PaymentRoutes: Sendable {
    let processor: PaymentProcessor

    func add(to routes: inout Routes, guest: Authenticator<Guest>) {
        routes.post("/bookings/{id}/payment", by: guest, bodyLimit: 4_096, pay)
    }

    /// Starts or resumes the payment and returns the gateway's URL.
    private func pay(_ request: Request, _ guest: Guest) async throws -> Response {
        try request.requireNoFields()
        let store = processor.store
        var started = try await start(request, guest)
        if case .payment(let attempt, isNew: false) = started, attempt.url == nil {
            do {
                started = .payment(try await processor.open(attempt), isNew: false)
            } catch GatewayError.refused {
                // The gateway refuses the older request for good; a new one takes its place.
                started = try await start(request, guest)
            }
        }
        switch started {
        case .answered(let response): return response
        case .payment(let attempt, _):
            let opened = attempt.url == nil ? try await processor.open(attempt) : attempt
            return try await store.store(
                .json(PaymentInvitation(attempt: opened)), for: request, by: .user(guest.id))
        }
    }

    private enum Start {
        case answered(Response)
        case payment(PaymentAttempt, isNew: Bool)
    }

    /// Starts an attempt, once for each idempotency key: its row is stored with the attempt.
    private func start(_ request: Request, _ guest: Guest) async throws -> Start {
        let store = processor.store
        let gateway = try processor.gateways.onlinePayments.require()
        let booking = BookingID(try request.identifier("id"))
        let key = try IdempotencyKey(request, fingerprintKey: store.fingerprintKey)
        let caller = IdempotencyCaller.user(guest.id)
        return try await store.write { tx in
            if let key, let stored = try tx.idempotencyKeys.find(key.text, of: caller) {
                try key.check(stored)
                guard let id = stored.pendingAttempt else {
                    return .answered(try key.replay(stored))
                }
                if let attempt = try tx.paymentAttempts.find(id),
                    attempt.url != nil || attempt.canResume && attempt.closesAt > tx.now
                {
                    return .payment(attempt, isNew: false)
                }
            }
            let latest = try tx.paymentAttempts.all(of: booking).first
            let attempt = try tx.startPayment(
                of: booking, for: guest.id, at: gateway.provider
            ) { try gateway.request(for: $0) }
            if let key {
                try tx.idempotencyKeys.store(key.pending(attempt.id), under: key.text, of: caller)
            }
            return .payment(attempt, isNew: attempt.id != latest?.id)
        }
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
