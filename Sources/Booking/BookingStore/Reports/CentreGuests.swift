import BookingDomain
import SQLite

/// A registered guest as the owner sees them.
package struct CentreGuest: Equatable, Sendable {
    package let user: User
    /// All bookings of the guest, cancelled ones included.
    package let bookings: Int
}

extension Users {
    /// A page of all guests, newest first.
    ///
    /// - Parameter search: Beginnings of words of the name, or a part of the username or the address;
    ///   nil for all. A search reads many rows, so it must not run on an event loop.
    package func page(
        search: String? = nil, _ request: PageRequest
    ) throws -> Page<CentreGuest> {
        var condition: SQL = "u.erased_at IS NULL AND u.id < \(request.after?.id ?? .max)"
        if let search, !search.isEmpty { condition += " AND \(fragment: matches(search))" }
        let rows = try tx.all(
            """
            SELECT u.id, u.username, u.name, u.email, u.confirmed_email, u.created_at,
                (SELECT count(*) FROM bookings b WHERE b.user_id = u.id)
            FROM users u WHERE \(fragment: condition)
            ORDER BY u.id DESC LIMIT \(request.rowsToRead)
            """
        ) { row in
            var columns = row.columns
            return CentreGuest(
                user: User(
                    id: columns.next(), username: columns.next(), name: columns.next(),
                    email: columns.next(), confirmedEmail: columns.next(),
                    createdAt: columns.next()),
                bookings: columns.next())
        }
        return Page(rows, of: request) { PageCursor(id: $0.user.id.rawValue) }
    }

    private func matches(_ search: String) -> SQL {
        let names: SQL =
            SearchText(search)?.query.map { query in
                """
                OR u.id IN (SELECT rowid FROM user_search WHERE user_search MATCH \(query)
                    LIMIT \(SearchText.maximumCandidates))
                """
            } ?? ""
        return """
            (instr(lower(u.username), lower(\(search))) > 0
            OR instr(lower(u.email), lower(\(search))) > 0 \(fragment: names))
            """
    }
}
