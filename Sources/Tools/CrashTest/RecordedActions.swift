/// What is known about an action's effect.
enum ActionOutcome<Effect: Sendable>: Sendable {
    case acknowledged(Effect)
    case refused
    /// No response arrived, and the action was not retried: it may have had its effect.
    case unknown

    var effect: Effect? {
        if case .acknowledged(let effect) = self { effect } else { nil }
    }

    var isAcknowledged: Bool { effect != nil }

    var isUnknown: Bool {
        if case .unknown = self { true } else { false }
    }

    var isPossible: Bool { isAcknowledged || isUnknown }
}

/// The actions of all simulated users with their outcomes: the model to which the databases are
/// compared.
struct RecordedActions: Sendable {
    /// A guest's account at the end of the run.
    struct Account: Sendable {
        let username: String
        let user: Int64
        /// The latest acknowledged name, and later ones with an unknown outcome.
        let names: Set<String>
        /// Whether a confirmation of the address was acknowledged.
        let isConfirmed: Bool
        let isErased: Bool
    }

    struct Booking: Sendable {
        let user: Int64
        let event: Int64
        let seats: Int64
        /// The effect is the booking's id.
        let outcome: ActionOutcome<Int64>
    }

    struct Cancellation: Sendable {
        /// The id of the booking or event.
        let id: Int64
        let outcome: ActionOutcome<Void>
    }

    /// A cancellation of one seat, which cancels the booking if it has no other.
    struct SeatGivenUp: Sendable {
        let booking: Int64
        let outcome: ActionOutcome<Void>
    }

    /// A booking that a facilitator makes.
    struct WalkIn: Sendable {
        /// Unique.
        let name: String
        let event: Int64
        let seats: Int64
        /// 0 if nothing was paid at once.
        let paid: Int64
        /// The effect is the booking's id.
        let outcome: ActionOutcome<Int64>
    }

    struct Move: Sendable {
        let booking: Int64
        /// The event that the booking is moved to.
        let event: Int64
        let outcome: ActionOutcome<Void>
    }

    struct OfflinePayment: Sendable {
        let booking: Int64
        let amount: Int64
        let outcome: ActionOutcome<Void>
    }

    /// A request to wait for seats.
    struct Wait: Sendable {
        let user: Int64
        let event: Int64
        let seats: Int64
        let acceptsFewer: Bool
        let outcome: ActionOutcome<Void>
    }

    /// A request to leave a waiting list, which declines an open offer.
    struct Departure: Sendable {
        let user: Int64
        let event: Int64
        /// The effect is the booking of the declined offer; nil without one.
        let outcome: ActionOutcome<Int64?>
    }

    /// A request to accept an offer without a price.
    struct Acceptance: Sendable {
        let booking: Int64
        let outcome: ActionOutcome<Void>
    }

    /// An offer that a facilitator makes whatever the guest's place.
    struct OutOfTurnOffer: Sendable {
        let event: Int64
        let user: Int64
        /// The effect is the offer's booking.
        let outcome: ActionOutcome<Int64>
    }

    struct Payment: Sendable {
        let booking: Int64
        let checkout: String
        /// The maximum number of payments, as the sandbox can make a guest pay twice.
        let limit: Int
    }

    struct Event: Sendable {
        let facilitator: Int64
        /// Unique.
        let title: String
        let price: Int64
        let content: EventContent
        /// The effect is the event's id.
        let outcome: ActionOutcome<Int64>
    }

    /// A series, whose events have one title.
    struct Series: Sendable {
        let facilitator: Int64
        /// Unique.
        let title: String
        let count: Int
        let price: Int64
        let content: EventContent
        /// The effect is the events' ids.
        let outcome: ActionOutcome<[Int64]>
    }

    struct Edit: Sendable {
        let event: Int64
        let content: EventContent
        let outcome: ActionOutcome<Void>
    }

    var accounts: [Account] = []
    var bookings: [Booking] = []
    var cancellations: [Cancellation] = []
    var payments: [Payment] = []
    var waits: [Wait] = []
    var departures: [Departure] = []
    var acceptances: [Acceptance] = []
    var outOfTurnOffers: [OutOfTurnOffer] = []
    var events: [Event] = []
    var series: [Series] = []
    var edits: [Edit] = []
    var eventCancellations: [Cancellation] = []
    var seatsGivenUp: [SeatGivenUp] = []
    var walkIns: [WalkIn] = []
    var moves: [Move] = []
    var offlinePayments: [OfflinePayment] = []
}

extension RunContext {
    /// Records a cancellation of one seat of a booking or of all of them.
    ///
    /// One seat may be the last: another request may have cancelled the others before.
    /// - Parameter outcome: The effect is whether the booking has no seats any longer.
    func record(seatsGivenUp outcome: ActionOutcome<Bool>, of booking: Int64, isPart: Bool) {
        switch outcome {
        case .acknowledged(let isWhole):
            if isWhole {
                record(.init(id: booking, outcome: .acknowledged(())), in: \.cancellations)
            } else {
                record(.init(booking: booking, outcome: .acknowledged(())), in: \.seatsGivenUp)
            }
        case .refused:
            record(.init(id: booking, outcome: .refused), in: \.cancellations)
        case .unknown:
            record(.init(id: booking, outcome: .unknown), in: \.cancellations)
            if isPart { record(.init(booking: booking, outcome: .unknown), in: \.seatsGivenUp) }
        }
    }
}

/// The fields of an event that an edit changes.
struct EventContent: Hashable, Sendable {
    /// Unique for each edit.
    let description: String
    let capacity: Int64
}
