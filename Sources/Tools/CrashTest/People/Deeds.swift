/// What is known of something that was asked for.
enum Outcome<Effect: Sendable>: Sendable {
    /// It was answered with 2xx, so it is so.
    case done(Effect)
    /// It was refused, so it is not so.
    case refused
    /// No answer came, and nobody asked again: it may be so or not.
    case unknown

    var isUnknown: Bool {
        if case .unknown = self { true } else { false }
    }

    var effect: Effect? {
        if case .done(let effect) = self { effect } else { nil }
    }
}

/// Everything that people asked for, and what they were told: the model that the databases are held
/// against.
struct Deeds: Sendable {
    struct Registration: Sendable {
        let username: String
        let outcome: Outcome<Int64>
    }

    /// What a guest's account may be in the end: what was acknowledged last, or what nobody was
    /// told of after it.
    struct Account: Sendable {
        let user: Int64
        let names: Set<String>
        let isErased: Bool
    }

    struct Booking: Sendable {
        let user: Int64
        let event: Int64
        let seats: Int64
        /// The booking's id.
        let outcome: Outcome<Int64>
    }

    struct Cancellation: Sendable {
        /// The booking or the event.
        let id: Int64
        let outcome: Outcome<Void>
    }

    struct Payment: Sendable {
        let booking: Int64
        /// The gateway's id of what was to be paid.
        let checkout: String
        /// How often the guest was asked to pay by a gateway gone wrong, at most.
        let times: Int
    }

    struct Event: Sendable {
        let facilitator: Int64
        /// Nobody else's.
        let title: String
        let price: Int64
        let face: EventFace
        /// The event's id.
        let outcome: Outcome<Int64>
    }

    struct Edit: Sendable {
        let event: Int64
        let face: EventFace
        let outcome: Outcome<Void>
    }

    var registrations: [Registration] = []
    var accounts: [Account] = []
    var bookings: [Booking] = []
    var cancellations: [Cancellation] = []
    var payments: [Payment] = []
    var events: [Event] = []
    var edits: [Edit] = []
    var eventCancellations: [Cancellation] = []

    /// The guests who had their accounts erased.
    var erased: Set<Int64> { Set(accounts.filter(\.isErased).map(\.user)) }

    mutating func add(_ other: Deeds) {
        registrations += other.registrations
        accounts += other.accounts
        bookings += other.bookings
        cancellations += other.cancellations
        payments += other.payments
        events += other.events
        edits += other.edits
        eventCancellations += other.eventCancellations
    }
}

/// What an edit changes of an event.
struct EventFace: Hashable, Sendable {
    /// No two edits have the same.
    let description: String
    let capacity: Int64
}
