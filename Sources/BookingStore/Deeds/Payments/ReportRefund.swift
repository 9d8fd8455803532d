import BookingDomain
import SQLite
import ServiceContract
import Timekeeping

/// A refund of a booking has changed: the booking shows it, its timeline, its guest and CRMAPI are
/// told.
struct ReportRefund: Deed {
    let booking: BookingID
    /// The state that the refund has come to; nil where only its id is new.
    let status: RefundStatus?

    func perform(on connection: Connection, at now: Timestamp) throws {
        let before = try Bookings.find(booking, at: now, on: connection)
        try Refunds.summarise(bookings: "id = \(booking)", on: connection)
        guard let status, let before,
            let after = try Bookings.find(booking, at: now, on: connection)
        else { return }
        try BookingChanges.add(
            BookingChange(kind: status.change, actor: .gateway, at: now), to: booking,
            on: connection)
        let guest = try Users.find(after.userID, on: connection)
        if guest != nil, let message = message(about: after) {
            try Notifications.add(.refundUpdated, message, about: after, at: now, on: connection)
        }
        if after.status != before.status, after.confirmedAt != nil {
            let kind =
                after.status == .refunded
                ? BookingNotice.Kind.refunded : BookingNotice.Kind.cancelled
            try Outbox.add(
                kind, of: after, guestName: guest?.name ?? User.erasedName, at: now,
                on: connection)
        }
    }

    private func message(about booking: Booking) -> String? {
        let title = booking.event.title
        return switch status {
        case .processed: "Your money for “\(title)” is on its way to your account."
        case .failed:
            "Your refund for “\(title)” has not gone through. The centre is looking after it."
        case .initiated, nil: nil
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
