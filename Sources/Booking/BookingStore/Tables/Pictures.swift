import BookingDomain
import SQLite
import Timekeeping

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
        _ picture: StoredPicture?, of facilitator: FacilitatorID
    ) throws -> PublicProfile {
        guard let before = try tx.facilitators.profile(of: facilitator) else {
            throw Refusal.notFound(.facilitator)
        }
        try tx.execute(
            "UPDATE facilitators SET picture = \(picture?.name) WHERE id = \(facilitator)")
        if let former = before.picture { try removeIfUnused(former) }
        return PublicProfile(
            facilitator: before.facilitator, text: before.text, picture: picture)
    }

    /// Sets the picture of a series and of its events from one on; nil removes it.
    ///
    /// Dates that are added later have it too. The events keep their versions.
    /// - Parameter first: Nil for all events.
    /// - Throws: `Refusal.notFound`.
    package func set(
        _ picture: StoredPicture?, of series: SeriesID, from first: EventID?,
        by facilitator: FacilitatorID
    ) throws {
        _ = try tx.series.find(series, of: facilitator)
        let start = try first.map { try tx.events.find($0, of: facilitator).startsAt } ?? .earliest
        let changed: SQL = "series_id = \(series) AND starts_at >= \(start)"
        let former = try tx.all(
            """
            SELECT picture FROM events WHERE \(fragment: changed) AND picture IS NOT NULL
            UNION SELECT picture FROM series WHERE id = \(series) AND picture IS NOT NULL
            """
        ) { $0.string(0) }
        try tx.execute("UPDATE series SET picture = \(picture?.name) WHERE id = \(series)")
        try tx.execute("UPDATE events SET picture = \(picture?.name) WHERE \(fragment: changed)")
        try tx.metadata.eventsDidChange()
        for name in former { try StoredPicture(name: name).map(removeIfUnused) }
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
