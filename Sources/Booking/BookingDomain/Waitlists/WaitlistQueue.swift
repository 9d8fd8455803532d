/// The order in which free seats are offered to those who wait.
package enum WaitlistQueue {
    /// A wait, as far as the order needs it.
    package struct Wait: Equatable, Sendable {
        package let entry: WaitlistEntryID
        package let user: UserID
        /// The seats that the guest asks for.
        package let seats: Int
        /// Whether the guest takes fewer if no more are free.
        package let acceptsFewer: Bool

        package init(entry: WaitlistEntryID, user: UserID, seats: Int, acceptsFewer: Bool) {
            self.entry = entry
            self.user = user
            self.seats = seats
            self.acceptsFewer = acceptsFewer
        }

        /// The seats of an offer while `free` are free; nil for no offer.
        package func offer(outOf free: Int) -> Int? {
            if seats <= free { return seats }
            return acceptsFewer && free > 0 ? free : nil
        }
    }

    /// An offer of seats to one of those who wait.
    package struct Offer: Equatable, Sendable {
        package let wait: Wait
        /// At most those that the guest asks for.
        package let seats: Int

        package init(wait: Wait, seats: Int) {
            self.wait = wait
            self.seats = seats
        }
    }

    /// The offers that use up the free seats, in the order of the queue.
    ///
    /// A guest who asks for more seats than are free, and does not accept fewer, keeps the position.
    package static func offers(to queue: [Wait], free: Int) -> [Offer] {
        var free = free
        var offers: [Offer] = []
        for wait in queue where free > 0 {
            guard let seats = wait.offer(outOf: free) else { continue }
            offers.append(Offer(wait: wait, seats: seats))
            free -= seats
        }
        return offers
    }
}
