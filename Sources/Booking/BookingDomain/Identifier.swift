/// The id of one kind of thing, so that an event's id cannot be passed where a booking's is meant.
///
/// On the wire and in the database it is the plain integer of `rawValue`.
package struct Identifier<Entity>: RawRepresentable, Hashable, Comparable, Sendable {
    /// The key of the row, as it stands in the database and in JSON; 1 is the first.
    package let rawValue: Int64

    /// The id with this number; whether such a thing exists is the store's to say.
    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// The id with this number, as `EventID(7)`.
    package init(_ number: Int64) {
        self.init(rawValue: number)
    }

    // These two by themselves: those that the standard library has for raw values of any type are
    // found anew at every call, and ids are looked up for every request.

    package static func == (left: Self, right: Self) -> Bool {
        left.rawValue == right.rawValue
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(rawValue)
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension Identifier: CustomStringConvertible {
    /// The bare number, as it stands in a path or a sentence.
    package var description: String { String(rawValue) }
}

/// MainAPI's id of an event, by which links and CRMAPI's commands name it.
package typealias EventID = Identifier<Event>
/// MainAPI's id of a booking, which CRMAPI and the gateways are told.
package typealias BookingID = Identifier<Booking>
/// MainAPI's id of a registered guest, the subject of their tokens.
package typealias UserID = Identifier<User>
/// The id of a facilitator; CRMAPI gives it out.
package typealias FacilitatorID = Identifier<Facilitator>
/// MainAPI's id of an in-app notification, which rises with time.
package typealias NotificationID = Identifier<InAppNotification>
