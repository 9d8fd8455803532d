import BookingDomain
import BookingStore
import JSONCoding
import Timekeeping

extension WaitlistEntry: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { writeMembers(to: &$0) }
    }

    /// Writes the members into an object that may have others.
    func writeMembers(to json: inout JSONWriter) {
        json.member("event_id", event.id.rawValue)
        json.member("position", position)
        json.member("seats", seats)
        json.member("accepts_fewer", acceptsFewer)
        json.member("status", status.rawValue)
        json.member("booking_id", bookingID?.rawValue)
        json.member("offer_expires_at", offerExpiresAt)
        json.member("offered_seats", offeredSeats)
        json.member("created_at", createdAt)
    }
}

/// A wait as its guest sees it.
struct GuestWaitlistEntry: JSONWritable {
    let entry: WaitlistEntry
    /// Whether the guest has an address for letters.
    let getsLetters: Bool

    func write(to json: inout JSONWriter) {
        json.object { json in
            entry.writeMembers(to: &json)
            json.member("gets_letters", getsLetters)
            json.member("event", entry.event)
        }
    }
}

extension FacilitatorWaitlistEntry: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            entry.writeMembers(to: &json)
            json.member("user", guest)
        }
    }
}

extension GuestName: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id?.rawValue)
            json.member("name", name)
        }
    }
}

extension SeatMap: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("capacity", capacity)
            json.member("confirmed", confirmed)
            json.member("held", held)
            json.member("offered", offered)
            json.member("free", free)
            json.member("contingent", contingent)
            json.member("waiting", waiting)
            json.member("rows", rows)
        }
    }
}

extension SeatMap.Row: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("state", state.rawValue)
            json.member("seats", seats)
            json.member("booking_id", booking?.rawValue)
            json.member("user", guest)
            json.member("since", since)
            json.member("until", until)
            json.member("paid", paid?.amount)
            json.member("currency", paid?.currency.code)
        }
    }
}
