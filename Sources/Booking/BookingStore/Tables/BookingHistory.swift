import BookingDomain

/// A booking and everything that happened to it, oldest first.
package struct BookingHistory: Equatable, Sendable {
    /// The booking as it stands at the moment of reading.
    package let booking: Booking
    /// Its timeline; one line at least, as booking is the first.
    package let changes: [BookingChange]
}
