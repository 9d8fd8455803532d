import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import PaymentGateways
import Pictures
import ServiceRuntime

extension Problem {
    /// The problem for an error of a rule or of the store; nil for an unexpected error.
    init?(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let refusal as Refusal: self.init(refusal)
        case let invalid as InvalidFields: self = .invalid(invalid.errors)
        case let order as UnpayableOrder:
            self.init(.unprocessableContent, code: "amount_not_payable", detail: order.detail)
        case let error as GatewayError: self.init(error)
        case let error as PictureError: self.init(error)
        default: self.init(ofStorage: error)
        }
    }

    /// The guest only learns whether a retry makes sense.
    private init(_ error: GatewayError) {
        switch error {
        case .unknownOutcome, .busy, .unauthorized:
            self = .unavailable(
                code: "gateway_unreachable",
                detail: "The payment gateway is temporarily unreachable.", retryAfterSeconds: 5)
        case .refused, .alreadyRefunded:
            self.init(
                .badGateway, code: "gateway_refused",
                detail: "The payment gateway refused the request.")
        }
    }

    private init(_ error: PictureError) {
        self =
            error == .tooManyBytes
            ? Problem(.contentTooLarge, code: "content_too_large", detail: error.detail)
            : Problem(.unprocessableContent, code: "picture_invalid", detail: error.detail)
    }

    private init(_ refusal: Refusal) {
        self.init(Self.status(of: refusal), code: refusal.code, detail: refusal.detail)
        switch refusal {
        case .eventFull(let seatsLeft), .seatsAvailable(let seatsLeft):
            members = [("seats_left", .integer(Int64(seatsLeft)))]
        case .alreadyBooked(let booking): members = [("booking_id", .integer(booking.rawValue))]
        case .capacityBelowTaken(let taken): members = [("seats_taken", .integer(Int64(taken)))]
        case .versionStale(_, let current):
            members = [("version", .integer(current))]
        case .notFound, .eventStarted, .eventPast, .eventCancelled, .bookingClosed,
            .eventHasBookings, .eventIsDraft, .bookingNotCancellable,
            .bookingNotConfirmed, .seatsPaid, .paymentStarted, .refundNotOwed, .holdExpired,
            .nothingToPay, .paymentRequired, .alreadyWaiting, .waitlistClosed, .usernameTaken,
            .refundNotFailed, .nothingToRefund:
            break
        case .seatsOutOfRange(let held): members = [("seats", .integer(Int64(held)))]
        case .priceDiffers(let price, let booked):
            members = [
                ("price", .integer(price.amount)), ("amount", .integer(booked.amount)),
                ("currency", .string(price.currency.code)),
            ]
        case .refundTooLarge(let left): members = [("refundable", .integer(left))]
        case .loginEnded: self = .invalidToken
        case .tooManyRequests(let seconds), .tooManyLetters(let seconds),
            .tooManyMessages(let seconds):
            fields[.retryAfter] = FieldValue(Int(seconds))
        }
    }

    private static func status(of refusal: Refusal) -> Status {
        switch refusal {
        case .notFound: .notFound
        case .versionStale: .preconditionFailed
        case .loginEnded: .unauthorized
        case .tooManyRequests, .tooManyLetters, .tooManyMessages: .tooManyRequests
        case .eventFull, .alreadyBooked, .eventStarted, .eventPast, .eventCancelled,
            .bookingClosed, .eventHasBookings, .eventIsDraft, .capacityBelowTaken,
            .bookingNotCancellable,
            .bookingNotConfirmed, .seatsPaid,
            .paymentStarted, .priceDiffers, .refundTooLarge, .refundNotOwed, .holdExpired,
            .nothingToPay, .paymentRequired, .seatsAvailable, .alreadyWaiting, .waitlistClosed,
            .usernameTaken, .refundNotFailed, .nothingToRefund:
            .conflict
        case .seatsOutOfRange: .unprocessableContent
        }
    }
}
