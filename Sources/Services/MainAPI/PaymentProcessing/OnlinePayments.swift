import BookingDomain
import HTTP
import JSONCoding
import PaymentGateways

/// Checks that guests can pay a price or an amount online.
struct OnlinePayments: Sendable {
    /// Nil if the center takes no payments online.
    let gateway: (any PaymentGateway)?

    /// Checks the price for one seat of an event. Without a gateway, guests pay the facilitator.
    ///
    /// - Throws: `Problem` 422 `price_not_payable`.
    func checkPrice(of event: EventContent) throws(Problem) {
        guard event.price > 0, let gateway else { return }
        do throws(UnpayableOrder) {
            try gateway.checkPayable(event.price, event.currency)
        } catch {
            throw Problem(
                .unprocessableContent, code: "price_not_payable", detail: error.detail,
                errors: [
                    FieldError(field: "price", code: "price_not_payable", detail: error.detail)
                ])
        }
    }

    /// Checks the amount of a booking that a guest is to pay.
    ///
    /// - Throws: `Problem` 409 `no_online_payment`; `UnpayableOrder`.
    func checkAmount(of booking: Booking) throws {
        try checkAmount(booking.amount, booking.currency)
    }

    /// Checks the amount that a guest would pay for seats of an event.
    ///
    /// - Throws: `Problem` 409 `no_online_payment`; `UnpayableOrder`.
    func checkAmount(of event: Event, for seats: Seats) throws {
        try checkAmount(event.amount(for: seats), event.currency)
    }

    private func checkAmount(_ amount: Int64, _ currency: Currency) throws {
        guard amount > 0 else { return }
        try require().checkPayable(amount, currency)
    }

    /// The gateway for new payments.
    ///
    /// - Throws: `Problem` 409 `no_online_payment`.
    func require() throws(Problem) -> any PaymentGateway {
        guard let gateway else {
            throw Problem(
                .conflict, code: "no_online_payment",
                detail: "This event cannot be paid online. Ask the facilitator for a place.")
        }
        return gateway
    }
}
