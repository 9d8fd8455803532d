/// The rest of a refund, which a guest gets when the place that they gave up is taken.
package struct ContingentRefund: Equatable, Sendable {
    /// The raw value is its word on the wire.
    package enum Status: String, CaseIterable, Sendable {
        /// Some of the seats have yet to be taken.
        case open
        /// All of them were taken.
        case released
        /// The event has begun or is cancelled, and seats were left.
        case over
    }

    /// For all seats, in minor units of the booking's currency.
    package let amount: Int64
    /// The part for seats that were taken.
    package let released: Int64
    /// The part for seats that can still be taken.
    package let open: Int64

    package init(amount: Int64, released: Int64, open: Int64) {
        self.amount = amount
        self.released = released
        self.open = open
    }

    package var status: Status {
        if open > 0 { return .open }
        return released == amount ? .released : .over
    }
}

extension ContingentRefund {
    /// The number of seats, in the order of their cancellations, that count as taken again.
    ///
    /// Holds and offers take no place: a seat is taken once the confirmed ones leave fewer places
    /// than were given up.
    /// - Parameters:
    ///   - open: The seats whose refunds wait.
    ///   - capacity: All seats of the event.
    ///   - confirmed: Those of confirmed bookings.
    package static func seatsTaken(open: Int, capacity: Int, confirmed: Int) -> Int {
        min(open, max(0, open - (capacity - confirmed)))
    }

    /// A sentence about a sum that goes back when cancelled seats are taken again.
    ///
    /// - Parameter isMore: Whether another sum goes back at once.
    package static func sentence(_ sum: Money, seats: Int, isMore: Bool) -> String {
        "\(sum.text)\(isMore ? " more" : "") goes back"
            + (seats == 1
                ? " if your place is taken again before the event starts."
                : " if your places are taken again before the event starts, a part for each.")
    }

    /// Splits a sum into the parts of single seats, in whole multiples of `unit`.
    ///
    /// The parts add up to the sum, and differ by at most one unit.
    package static func parts(of sum: Int64, seats: Int, unit: Int64) -> [Int64] {
        let (units, count) = (sum / unit, Int64(seats))
        return (0..<count).map { index in
            (units * (index + 1) / count - units * index / count) * unit
        }
    }
}
