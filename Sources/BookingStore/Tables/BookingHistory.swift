import BookingDomain

/// A booking and everything that happened to it, oldest first.
package struct BookingHistory: Equatable, Sendable {
    package let booking: Booking
    package let changes: [BookingChange]
}
