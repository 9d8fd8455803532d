import BookingDomain
import SQLite

/// The table of facilitators, with the names shown beside their events.
package struct Facilitators {
    let tx: Transaction

    /// Stores the facilitator's current name, which comes with each command of CRMAPI.
    package func save(_ facilitator: Facilitator) throws {
        let name = try tx.first("SELECT name FROM facilitators WHERE id = \(facilitator.id)") {
            $0.string(0)
        }
        if let name, name != facilitator.name {
            try tx.searchIndex.eventsWillChange(where: "e.facilitator_id = \(facilitator.id)")
        }
        try tx.execute(
            """
            INSERT INTO facilitators (id, name, updated_at)
            VALUES (\(facilitator.id), \(facilitator.name), \(tx.now))
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, updated_at = excluded.updated_at
            WHERE name <> excluded.name
            """)
        if let name, name != facilitator.name { try tx.searchIndex.updateNext() }
    }

    /// Stores the contact of a known facilitator, which comes with each command of CRMAPI.
    package func save(_ contact: FacilitatorContact, of facilitator: FacilitatorID) throws {
        try tx.execute(
            """
            UPDATE facilitators SET email = \(contact.email), reply_to = \(contact.replyTo),
                letters = \(contact.letters), updated_at = \(tx.now)
            WHERE id = \(facilitator) AND (email IS NOT \(contact.email)
                OR reply_to IS NOT \(contact.replyTo) OR letters <> \(contact.letters))
            """)
        if contact.email == nil || contact.letters == .none {
            try tx.facilitatorMails.cancelAll(to: facilitator)
        }
    }

    /// All facilitators who have had public events, by name.
    package func all() throws -> [Facilitator] {
        try tx.all(
            """
            SELECT id, name FROM facilitators f
            WHERE EXISTS (SELECT 1 FROM events e
                WHERE e.facilitator_id = f.id AND e.visibility = 'public')
            ORDER BY name, id
            """
        ) { row in
            var columns = row.columns
            return Facilitator(id: columns.next(), name: columns.next())
        }
    }

    /// The facilitators whose page has a public event, a text or a portrait.
    package func withPublicPages() throws -> [Facilitator] {
        try tx.all(
            """
            SELECT id, name FROM facilitators f
            WHERE text <> '' OR picture IS NOT NULL OR EXISTS (SELECT 1 FROM events e
                WHERE e.facilitator_id = f.id AND e.visibility = 'public')
            ORDER BY id
            """
        ) { row in
            var columns = row.columns
            return Facilitator(id: columns.next(), name: columns.next())
        }
    }

    /// Stores the text of the facilitator's public page.
    package func save(text: String, of facilitator: FacilitatorID) throws {
        try tx.execute(
            """
            UPDATE facilitators SET text = \(text), updated_at = \(tx.now)
            WHERE id = \(facilitator) AND text <> \(text)
            """)
    }

    /// The public page of a facilitator who has a text, a portrait or a published event.
    package func publicProfile(of id: FacilitatorID) throws -> PublicProfile? {
        guard let profile = try profile(of: id) else { return nil }
        let hasEvents = try tx.first(
            """
            SELECT EXISTS (SELECT 1 FROM events
                WHERE facilitator_id = \(id) AND visibility <> 'draft')
            """
        ) { $0.bool(0) }
        let hasContent = !profile.text.isEmpty || profile.picture != nil
        return hasEvents == true || hasContent ? profile : nil
    }

    /// The public page of a facilitator; nil for an unknown one.
    package func profile(of id: FacilitatorID) throws -> PublicProfile? {
        try tx.first("SELECT id, name, text, picture FROM facilitators WHERE id = \(id)") { row in
            var columns = row.columns
            return PublicProfile(
                facilitator: Facilitator(id: columns.next(), name: columns.next()),
                text: columns.next(), picture: columns.nextPicture())
        }
    }
}
