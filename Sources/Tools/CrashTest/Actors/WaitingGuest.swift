import HTTPClient
import JSONCoding

/// A guest who wants seats of one event: books or waits, answers offers, and gives seats up again.
struct WaitingGuest {
    private static let password = "a long enough password"

    private let user: SimulatedUser
    private let event: Int64
    private var id: Int64 = 0
    /// The holds that the guest has paid, declined or forgotten.
    private var answered: Set<Int64> = []

    init(_ user: SimulatedUser, event: Int64) {
        self.user = user
        self.event = event
    }

    mutating func run() {
        guard let registered = user.register(password: Self.password) else { return }
        id = registered
        while !user.isStopping {
            step()
            user.pause(milliseconds: 100...800)
        }
        user.context.record(
            .init(
                username: user.name, user: id, names: [user.name], isConfirmed: false,
                isErased: false),
            in: \.accounts)
    }

    private mutating func step() {
        let bookings = user.repeatUntilAnswered("GET", "/bookings?limit=5").json["data"]?.array
        let booking = (bookings ?? []).first {
            ["held", "confirmed"].contains($0["status"]?.string)
        }
        if let booking {
            if booking["status"]?.string == "held" { answer(booking) } else { giveUp(booking) }
            return
        }
        let entries = user.repeatUntilAnswered("GET", "/waitlist?limit=1").json["data"]?.array
        if entries?.first?["status"]?.string == "waiting" {
            if user.random.happens(percent: 1) { user.leaveWaitlist(of: event, as: id) }
            return
        }
        let seats: Int64 = user.random.happens(percent: 75) ? 1 : 2
        let made = user.book(event, as: id, seats: seats)
        if made.isFull { user.joinWaitlist(of: event, as: id, seats: seats) }
    }

    /// Pays a hold; accepts, declines or forgets an offer.
    private mutating func answer(_ booking: JSONValue) {
        guard let number = booking["id"]?.integer, answered.insert(number).inserted else { return }
        let isOffer = booking["is_offer"]?.bool == true
        switch Int.random(in: 0..<100, using: &user.random) {
        case _ where !isOffer, ..<60: user.pay(number)
        case ..<75: user.leaveWaitlist(of: event, as: id)
        case ..<90: user.cancel(number, isPart: false)
        default: break
        }
    }

    private func giveUp(_ booking: JSONValue) {
        guard user.random.happens(percent: 30), let number = booking["id"]?.integer else { return }
        let isPart = (booking["seats"]?.integer ?? 0) > 1 && user.random.happens(percent: 50)
        user.cancel(number, isPart: isPart)
    }
}
