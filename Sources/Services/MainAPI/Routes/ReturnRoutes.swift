import BookingDomain
import BookingStore
import HTTP
import Observability
import PaymentGateways
import ServiceRuntime
import TextEncoding
import Timekeeping

/// The page that guests return to from a gateway.
struct ReturnRoutes: Sendable {
    let processor: PaymentProcessor
    /// Reloading the page must not cause concurrent calls to the gateway.
    private let checks = Coalescer<PaymentAttemptID, Void>()
    let pages: Pages

    func add(to routes: inout Routes) {
        routes.get("/payment/{provider}/return", by: .anyone, isPage: true, showReturn)
    }

    /// Queries the gateway first, because the guest often returns before the webhook arrives.
    private func showReturn(_ request: Request, _: Anyone) async throws -> Response {
        var query = try QueryReader(request)
        let id = query.string("session_id", atMost: 255)
        let isCancelled = query.string("cancelled", atMost: 1) != nil
        if isCancelled, let booking = query.string("booking_id", atMost: 19),
            let number = Int64(digits: booking.utf8)
        {
            return Response(.seeOther).with(
                .location, FieldValue("\(processor.store.root.text)/my/bookings/\(number)"))
        }
        guard let id, let name = request.parameters["provider"],
            let provider = PaymentProvider(rawValue: name)
        else { throw Problem.notFound }
        let attempt = try processor.store.read {
            try $0.paymentAttempts.find(checkout: id, at: provider)
        }
        guard let attempt else { throw Problem.notFound }
        if attempt.canResume, !isCancelled { await refresh(attempt) }
        return try page(of: attempt, hasPaid: !isCancelled, to: request)
    }

    /// Queries the gateway about the attempt; after an error, the webhook or the poller follows.
    func refresh(_ attempt: PaymentAttempt) async {
        await checks.value(for: attempt.id) {
            do {
                try await processor.refresh(attempt)
            } catch {
                if error is GatewayError { processor.count(error) }
                processor.log.info(
                    "return_no_response", ["attempt": attempt.id, "reason": "\(error)"])
            }
        }
    }

    /// The page with the state of the attempt's booking.
    ///
    /// - Parameter hasPaid: Whether the guest paid at the gateway instead of canceling.
    func page(
        of attempt: PaymentAttempt, hasPaid: Bool = true, to request: Request
    ) throws -> Response {
        let booking = try processor.store.read { try $0.bookings.find(attempt.bookingID) }
        guard let booking else { throw Problem.notFound }
        let layout = try pages.layout()
        let page = ReturnPage(
            booking: booking, hasPaid: hasPaid,
            paymentAddress: attempt.canResume ? attempt.url : nil,
            now: processor.store.clock.now(), site: layout.site)
        return layout.response(page.page, to: request)
    }
}
