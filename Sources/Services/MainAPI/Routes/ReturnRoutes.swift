import BookingDomain
import BookingStore
import HTTP
import ServiceRuntime

/// A guest's way back from a gateway.
struct ReturnRoutes: Sendable {
    let processor: PaymentProcessor
    /// Reloading the page must not cause concurrent calls to the gateway.
    private let checks = Coalescer<PaymentAttemptID, Void>()
    let layout: PageLayout

    func add(to routes: inout Routes) {
        routes.get("/payment/{provider}/return", by: .anyone, comeBack)
    }

    /// Where a gateway sends the guest back to: often before its webhook is here.
    private func comeBack(_ request: Request, _: Anyone) async throws -> Response {
        var query = try QueryReader(request)
        let id = query.string("session_id", atMost: 255)
        let isCancelled = query.string("cancelled", atMost: 1) != nil
        guard let id, let name = request.parameters["provider"],
            let provider = PaymentProvider(rawValue: name)
        else { throw Problem.notFound }
        let attempt = try processor.store.read { tx in
            try tx.paymentAttempts.find(checkout: id, at: provider)
        }
        guard let attempt else { throw Problem.notFound }
        if attempt.canResume, !isCancelled { await refresh(attempt) }
        return try page(of: attempt, hasPaid: !isCancelled, to: request)
    }

    /// Applies the gateway's current answer about the attempt; after an error, the webhook or the
    /// poller does so later.
    func refresh(_ attempt: PaymentAttempt) async {
        await checks.value(for: attempt.id) { _ = try? await processor.refresh(attempt) }
    }

    /// How the booking of a try to pay stands, as a page.
    ///
    /// - Parameter hasPaid: Whether the guest comes from paying, and not from giving up.
    func page(
        of attempt: PaymentAttempt, hasPaid: Bool = true, to request: Request
    ) throws -> Response {
        let booking = try processor.store.read { tx in
            try tx.bookings.find(attempt.bookingID)
        }
        guard let booking else { throw Problem.notFound }
        let page = ReturnPage(
            booking: booking, hasPaid: hasPaid, assets: layout.assets)
        return layout.response(page.page, to: request)
    }
}
