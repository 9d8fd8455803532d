import BookingDomain

@testable import BookingStore
@testable import MainAPI

/// The letters about offers of seats, and about refunds of seats that are taken again.
extension LetterFilesTests {
    var lettersOfOffers: [(name: String, BookingMessage)] {
        let retreat = event(location: "Rishikesh, Ganga View")
        let talk = event(title: "Stille über Mittag", location: "", price: 0)
        func offer(_ event: Event, amount: Int64) -> Booking {
            booking(
                of: event, isOffer: true, status: .cancelled, seats: 2, amount: amount, paid: 0,
                isConfirmed: false)
        }
        return [
            ("offer-declined", message(.cancelled, .guest, offer(retreat, amount: 3_000_000))),
            ("offer-declined-free", message(.cancelled, .guest, offer(talk, amount: 0))),
            (
                "offer-withdrawn",
                message(
                    .cancelled, .facilitator, offer(retreat, amount: 3_000_000),
                    reason: "The hall is smaller.")
            ),
            (
                "offer-cancelled-with-event",
                message(
                    .cancelled, .facilitator, offer(event(status: .cancelled), amount: 3_000_000))
            ),
            (
                "offer-confirmed",
                message(
                    .confirmed, .guest,
                    booking(of: talk, isOffer: true, seats: 2, amount: 0, paid: 0))
            ),
        ]
    }

    var lettersOfSeatsTakenAgain: [(name: String, BookingMessage)] {
        let tiers = [
            RefundPolicy.Tier(hoursBefore: 168, percent: 50, percentIfFilled: 100),
            RefundPolicy.Tier(hoursBefore: 24, percent: 0, percentIfFilled: 75),
        ]
        let retreat = event(location: "Rishikesh, Ganga View", policy: tiers)
        let soon = event(startsAt: "2027-01-05T03:30:00Z", endsAt: "2027-01-05T04:30:00Z")
        let returned = Booking.RefundSummary(id: "re_1", status: .initiated, amount: 1_500_000)
        let open = ContingentRefund(amount: 1_500_000, released: 0, open: 1_500_000)
        func cancelled(
            seats: Int = 2, provider: PaymentProvider = .stripe, _ contingent: ContingentRefund
        ) -> Booking {
            booking(
                of: retreat, status: .cancelled, seats: seats, provider: provider,
                contingent: contingent, refund: returned)
        }
        return [
            (
                "confirmed-if-taken-again",
                message(.confirmed, .gateway, booking(of: retreat, policy: tiers))
            ),
            (
                "confirmed-late-if-taken-again",
                message(
                    .confirmed, .gateway,
                    booking(of: soon, seats: 1, amount: 3_000_000, policy: tiers))
            ),
            (
                "cancelled-if-taken-again",
                message(
                    .cancelled, .guest, cancelled(open), refund: 1_500_000,
                    contingent: 1_500_000)
            ),
            (
                "cancelled-late-if-taken-again",
                message(
                    .cancelled, .guest,
                    booking(of: retreat, status: .cancelled, seats: 1, contingent: open),
                    contingent: 1_500_000)
            ),
            (
                "seats-given-up-if-taken-again",
                message(
                    .seatsGivenUp, .guest,
                    booking(
                        of: retreat, seats: 1, amount: 1_500_000, contingent: open,
                        refund: returned, policy: tiers),
                    seats: 1, refund: 750_000, contingent: 750_000, underWay: 750_000)
            ),
            (
                "cancelled-by-facilitator-if-taken-again",
                message(
                    .cancelled, .facilitator, cancelled(seats: 1, provider: .offline, open),
                    refund: 1_500_000, contingent: 1_500_000, reason: "The booking was made twice.")
            ),
            (
                "seat-taken-again",
                message(
                    .seatFilled, .system,
                    cancelled(.init(amount: 1_500_000, released: 750_000, open: 750_000)),
                    refund: 750_000, underWay: 750_000)
            ),
            (
                "seat-taken-again-in-person",
                message(
                    .seatFilled, .system,
                    cancelled(
                        provider: .offline,
                        .init(amount: 1_500_000, released: 1_500_000, open: 0)),
                    refund: 750_000, underWay: 750_000)
            ),
            (
                "refund-done-with-more-open",
                message(.refundProcessed, .gateway, cancelled(open), refund: 1_500_000)
            ),
        ]
    }
}
