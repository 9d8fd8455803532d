import BookingDomain
import SQLite

/// The table of pictures, which events, series, facilitators and the centre refer to.
///
/// A picture without a reference is deleted with the last one.
package struct Pictures {
    let tx: Transaction

    /// The bytes of a picture and their media type; nil if no one shows it any more.
    package func find(_ name: String) throws -> (mediaType: String, bytes: [UInt8])? {
        try tx.first("SELECT media_type, bytes FROM pictures WHERE name = \(name)") { row in
            (row.string(0), row.bytes(1))
        }
    }

    /// Stores the bytes under a name that contains their digest; equal ones are stored once.
    package func insert(
        _ picture: StoredPicture, mediaType: String, bytes: [UInt8]
    ) throws {
        try tx.execute(
            """
            INSERT INTO pictures (name, media_type, bytes, created_at)
            VALUES (\(picture.name), \(mediaType), \(bytes), \(tx.now))
            ON CONFLICT (name) DO NOTHING
            """)
    }

    /// Sets the picture of a facilitator's event; nil removes it. The event keeps its version.
    ///
    /// - Throws: `Refusal.notFound`.
    package func set(
        _ picture: StoredPicture?, of event: EventID, by facilitator: FacilitatorID
    ) throws -> Event {
        let former = try tx.events.find(event, of: facilitator).picture
        try tx.execute("UPDATE events SET picture = \(picture?.name) WHERE id = \(event)")
        try tx.metadata.eventsDidChange()
        if let former { try removeIfUnused(former) }
        return try tx.events.find(event, of: facilitator)
    }

    /// Sets a facilitator's portrait; nil removes it.
    ///
    /// - Throws: `Refusal.notFound`.
    package func set(
        _ picture: StoredPicture?, of facilitator: Facilitator
    ) throws -> PublicProfile {
        try tx.facilitators.save(facilitator)
        let former = try tx.facilitators.profile(of: facilitator.id)?.picture
        try tx.execute(
            "UPDATE facilitators SET picture = \(picture?.name) WHERE id = \(facilitator.id)")
        if let former { try removeIfUnused(former) }
        guard let profile = try tx.facilitators.profile(of: facilitator.id) else {
            throw Refusal.notFound(.facilitator)
        }
        return profile
    }

    /// Deletes a picture that nothing shows any more.
    func removeIfUnused(_ picture: StoredPicture) throws {
        let name = picture.name
        try tx.execute(
            """
            DELETE FROM pictures WHERE name = \(name)
            AND NOT EXISTS (SELECT 1 FROM events WHERE picture = \(name))
            AND NOT EXISTS (SELECT 1 FROM series WHERE picture = \(name))
            AND NOT EXISTS (SELECT 1 FROM facilitators WHERE picture = \(name))
            AND NOT EXISTS (SELECT 1 FROM centre WHERE logo = \(name))
            """)
    }
}
