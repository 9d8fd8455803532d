import Timekeeping

/// The waiting list of an event, as read at one moment.
package struct EventWaitlist: Equatable, Sendable {
    /// The number of people who can wait for one event. It bounds the work of one transaction.
    package static let maximumLength = 1_000

    /// The number of people who wait.
    package let waiting: Int
    /// The smallest number of seats that one of them takes; nil if the list is empty.
    package let leastSeats: Int?
    /// Until when seats that become free are offered to them; nil if no longer.
    package let offersUntil: Timestamp?
    /// Whether guests can join.
    package let isOpen: Bool

    package init(waiting: Int, leastSeats: Int?, offersUntil: Timestamp?, isOpen: Bool) {
        self.waiting = waiting
        self.leastSeats = leastSeats
        self.offersUntil = offersUntil
        self.isOpen = isOpen
    }

    package static let none = EventWaitlist(
        waiting: 0, leastSeats: nil, offersUntil: nil, isOpen: false)

    /// Whether a waiting guest takes this number of free seats or fewer.
    package func canTake(_ free: Int) -> Bool {
        guard offersUntil != nil, let leastSeats else { return false }
        return leastSeats <= free
    }
}
