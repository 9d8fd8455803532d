import BookingDomain
import SQLite
import Timekeeping

/// Selects the bookings of the owner's list.
package struct CentreBookingFilter: Equatable, Sendable {
    /// A booking's number, beginnings of words of the guest's name or the event's texts, or a part of
    /// the address.
    package var search: String?
    package var status: SeatState?
    /// Selects the bookings of this guest.
    package var user: UserID?
    /// Selects bookings that were made at this time or later.
    package var from: Timestamp?
    /// Selects bookings that were made before this time.
    package var to: Timestamp?

    package init() {}
}

extension Bookings {
    /// A page of the bookings of all events, newest first.
    ///
    /// A search reads many bookings, so it must not run on an event loop.
    package func page(
        _ filter: CentreBookingFilter, _ request: PageRequest
    ) throws -> Page<FacilitatorBooking> {
        var conditions: [SQL] = ["b.id < \(request.after?.id ?? .max)"]
        if let from = filter.from { conditions.append("b.created_at >= \(from)") }
        if let to = filter.to { conditions.append("b.created_at < \(to)") }
        if let user = filter.user { conditions.append("b.user_id = \(user)") }
        if let status = filter.status { conditions.append(hasStatus(status)) }
        if let search = filter.search, !search.isEmpty { conditions.append(matches(search)) }
        let condition: SQL = """
            \(fragment: conditions.joined(separator: " AND "))
            ORDER BY b.id DESC LIMIT \(request.rowsToRead)
            """
        return Page(try facilitatorBookings(where: condition), of: request) {
            PageCursor(id: $0.booking.id.rawValue)
        }
    }

    private func matches(_ search: String) -> SQL {
        // The pages write it as "No. 12".
        let number = Int64(search.trimmingPrefix("No. ")) ?? 0
        let words = SearchText(search)?.query
        let names: SQL =
            words.map { query in
                """
                OR b.user_id IN (SELECT rowid FROM user_search WHERE user_search MATCH \(query)
                    LIMIT \(SearchText.maximumCandidates))
                OR \(fragment: SearchIndex.rowID) IN (
                    SELECT rowid FROM event_search WHERE event_search MATCH \(query)
                    LIMIT \(SearchText.maximumCandidates))
                """
            } ?? ""
        return """
            (b.id = \(number) OR instr(lower(b.guest_name), lower(\(search))) > 0
            OR instr(lower(b.guest_email), lower(\(search))) > 0
            OR instr(lower(u.email), lower(\(search))) > 0 \(fragment: names))
            """
    }
}
