import BookingDomain
import Credentials
import SQLite
import Timekeeping

/// The owner of a private calendar.
package enum CalendarOwner: Equatable, Sendable {
    /// A guest, whose bookings it shows.
    case user(UserID)
    /// A facilitator, whose events it shows.
    case facilitator(FacilitatorID)
}

/// What the address of a private calendar is made from.
package struct CalendarLink: Equatable, Sendable {
    /// Stays the same when the address is renewed.
    package let id: Int64
    package let owner: CalendarOwner
    /// 256 random bits.
    package let seed: [UInt8]
    package let createdAt: Timestamp
}

/// The table of the addresses of private calendars.
package struct CalendarLinks {
    let tx: Transaction

    private static let seedBytes = 32

    /// The owner's link; nil if none was made.
    package func find(of owner: CalendarOwner) throws -> CalendarLink? {
        switch owner {
        case .user(let user): try first(where: "user_id = \(user)")
        case .facilitator(let facilitator): try first(where: "facilitator_id = \(facilitator)")
        }
    }

    /// The link with this ID, if its owner may still use it; nil for a disabled facilitator.
    package func findUsable(_ id: Int64) throws -> CalendarLink? {
        let link = try first(where: "id = \(id)")
        if case .facilitator(let facilitator) = link?.owner,
            try tx.metadata.disabledFacilitators().contains(facilitator)
        {
            return nil
        }
        return link
    }

    /// The owner's link, which is made if there is none.
    ///
    /// - Throws: `Refusal.notFound` for an unknown or erased guest.
    package func findOrMake(for owner: CalendarOwner) throws -> CalendarLink {
        if let link = try find(of: owner) { return link }
        return try renew(for: owner)
    }

    /// Gives the owner another link in place of the former one.
    ///
    /// - Throws: `Refusal.notFound` for an unknown or erased guest.
    package func renew(for owner: CalendarOwner) throws -> CalendarLink {
        let seed = randomBytes(Self.seedBytes)
        switch owner {
        case .user(let user):
            guard try tx.users.account(of: user) != nil else { throw Refusal.notFound(.user) }
            try tx.execute(
                """
                INSERT INTO calendar_links (user_id, seed, created_at)
                VALUES (\(user), \(seed), \(tx.now)) ON CONFLICT (user_id)
                DO UPDATE SET seed = excluded.seed, created_at = excluded.created_at
                """)
        case .facilitator(let facilitator):
            try tx.execute(
                """
                INSERT INTO calendar_links (facilitator_id, seed, created_at)
                VALUES (\(facilitator), \(seed), \(tx.now)) ON CONFLICT (facilitator_id)
                DO UPDATE SET seed = excluded.seed, created_at = excluded.created_at
                """)
        }
        guard let link = try find(of: owner) else { throw Refusal.notFound(.user) }
        return link
    }

    /// Deletes the link of an erased guest.
    func delete(of user: UserID) throws {
        try tx.execute("DELETE FROM calendar_links WHERE user_id = \(user)")
    }

    /// Deletes every link.
    func deleteAll() throws {
        try tx.execute("DELETE FROM calendar_links")
    }

    private func first(where condition: SQL) throws -> CalendarLink? {
        try tx.first(
            """
            SELECT id, user_id, facilitator_id, seed, created_at FROM calendar_links
            WHERE \(fragment: condition)
            """
        ) { row in
            var columns = row.columns
            let id: Int64 = columns.next()
            let user: UserID? = columns.next()
            let facilitator: FacilitatorID? = columns.next()
            guard
                let owner: CalendarOwner =
                    user.map({ .user($0) }) ?? facilitator.map({ .facilitator($0) })
            else { throw UnreadableRow(column: "calendar_links.facilitator_id", value: "") }
            return CalendarLink(
                id: id, owner: owner, seed: columns.next(), createdAt: columns.next())
        }
    }
}
