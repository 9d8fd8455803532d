import BookingDomain
import SQLite
import Timekeeping

/// A refund of a payment has changed, or what its booking shows of it may have: the booking shows
/// it, its timeline, its guest and CRMAPI are told.
///
/// Money that no booking keeps changes nothing that its booking shows; the guest hears of it all
/// the same.
struct ReportRefund: Deed {
    let payment: Payments.Received
    /// The state that a refund has come to; nil where none is another than before.
    let status: RefundStatus?

    init(of payment: Payments.Received, status: RefundStatus?) {
        self.payment = payment
        self.status = status
    }

    func perform(on connection: Connection, at now: Timestamp) throws {
        guard let before = try Bookings.find(payment.bookingID, at: now, on: connection) else {
            return
        }
        if let status { try tell(status, about: before, on: connection, at: now) }
        guard payment.isKept else { return }
        try Refunds.summarise(bookings: "id = \(before.id)", on: connection)
        guard let after = try Bookings.find(before.id, at: now, on: connection),
            after.status != before.status, after.confirmedAt != nil
        else { return }
        try Outbox.add(
            after.status == .refunded ? BookingNotice.Kind.refunded : BookingNotice.Kind.cancelled,
            of: after, at: now, on: connection)
    }

    private func tell(
        _ status: RefundStatus, about booking: Booking, on connection: Connection,
        at now: Timestamp
    ) throws {
        try BookingChanges.add(
            BookingChange(kind: status.change, actor: .gateway, at: now), to: booking.id,
            on: connection)
        guard let message = message(of: status, booking.event.title) else { return }
        try Notifications.add(.refundUpdated, message, about: booking, at: now, on: connection)
    }

    private func message(of status: RefundStatus, _ title: String) -> String? {
        switch status {
        case .processed: "Your money for “\(title)” is on its way to your account."
        case .failed:
            "Your refund for “\(title)” has not gone through. The centre is looking after it."
        case .initiated: nil
        }
    }
}

extension RefundStatus {
    fileprivate var change: BookingChange.Kind {
        switch self {
        case .initiated: .refundInitiated
        case .processed: .refundProcessed
        case .failed: .refundFailed
        }
    }
}
