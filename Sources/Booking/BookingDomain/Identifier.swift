/// The id of one kind of entity, so that an event's id cannot be passed for a booking's.
///
/// On the wire and in the database it is the integer `rawValue`; the first is 1.
package struct Identifier<Entity>: RawRepresentable, Hashable, Comparable, Sendable {
    /// 1 or more.
    package let rawValue: Int64

    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    package init(_ number: Int64) {
        self.init(rawValue: number)
    }

    // Written out because the standard library's generic versions for raw values are looked up at
    // every call, and ids are compared in every request.

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
    package var description: String { String(rawValue) }
}

package typealias EventID = Identifier<Event>
package typealias BookingID = Identifier<Booking>
package typealias UserID = Identifier<User>
/// Assigned by CRMAPI; all other ids are MainAPI's.
package typealias FacilitatorID = Identifier<Facilitator>
/// Internal to MainAPI: gateways receive the booking's id and the attempt's number instead.
package typealias PaymentAttemptID = Identifier<PaymentAttempt>
/// Sent to the gateway with the refund.
package typealias RefundID = Identifier<Refund>
