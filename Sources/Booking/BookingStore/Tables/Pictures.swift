import BookingDomain
import SQLite

/// The bytes of a picture with their media type, such as `image/jpeg`.
package struct PictureFile: Equatable, Sendable {
    package let picture: StoredPicture
    package let mediaType: String
    package let bytes: [UInt8]

    package init(_ picture: StoredPicture, mediaType: String, bytes: [UInt8]) {
        self.picture = picture
        self.mediaType = mediaType
        self.bytes = bytes
    }
}

/// The table of pictures, which events, series, facilitators and the center refer to.
///
/// A picture without a reference is deleted with the last one.
package struct Pictures {
    let tx: Transaction

    /// Whether there is such a picture.
    package func has(_ name: String) throws -> Bool {
        try tx.first("SELECT 1 FROM pictures WHERE name = \(name)") { _ in true } ?? false
    }

    /// The picture's file; nil if no one shows it any more.
    package func find(_ name: String) throws -> PictureFile? {
        guard let picture = StoredPicture(name: name) else { return nil }
        return try tx.first("SELECT media_type, bytes FROM pictures WHERE name = \(name)") { row in
            PictureFile(picture, mediaType: row.string(0), bytes: row.bytes(1))
        }
    }

    /// Sets the picture of a facilitator's event; nil removes it. The event keeps its version.
    ///
    /// - Parameter expectedVersions: The versions that may be changed; nil for any.
    /// - Throws: `Refusal`: `notFound`, `versionStale`.
    package func set(
        _ file: PictureFile?, of event: EventID, by facilitator: FacilitatorID,
        expectedVersions: Set<Int64>? = nil
    ) throws -> Event {
        let before = try tx.events.find(event, of: facilitator)
        try before.checkVersion(among: expectedVersions)
        try replace([before.picture], by: file) { name in
            try tx.execute("UPDATE events SET picture = \(name) WHERE id = \(event)")
        }
        try tx.metadata.eventsDidChange()
        return try tx.events.find(event, of: facilitator)
    }

    /// Sets the picture of a series for its next events, and of its events from one of them on.
    ///
    /// - Parameters:
    ///   - first: Nil for all events.
    ///   - expectedVersions: The versions of the series that may be changed; nil for any.
    /// - Returns: The series with the events whose picture was set; all keep their versions.
    /// - Throws: `Refusal`: `notFound`, `versionStale`.
    package func set(
        _ file: PictureFile?, of series: SeriesID, from first: EventID?,
        by facilitator: FacilitatorID, expectedVersions: Set<Int64>? = nil
    ) throws -> SeriesWithEvents {
        let before = try tx.series.find(series, of: facilitator)
        try before.checkVersion(among: expectedVersions)
        let all = try tx.events.all(of: series)
        let index = first.map { first in all.firstIndex { $0.id == first } } ?? 0
        guard let index else { throw Refusal.notFound(.event) }
        let changed = all[index...]
        try replace([before.picture] + changed.map(\.picture), by: file) { name in
            try tx.execute("UPDATE series SET picture = \(name) WHERE id = \(series)")
            for event in changed {
                try tx.execute("UPDATE events SET picture = \(name) WHERE id = \(event.id)")
            }
        }
        try tx.metadata.eventsDidChange()
        return SeriesWithEvents(
            series: try tx.series.find(series, of: facilitator),
            events: Array(try tx.events.all(of: series)[index...]))
    }

    /// Sets a facilitator's portrait; nil removes it.
    package func set(_ file: PictureFile?, of facilitator: Facilitator) throws -> PublicProfile {
        try tx.facilitators.save(facilitator)
        let before = try tx.facilitators.profile(of: facilitator.id)
        try replace([before?.picture], by: file) { name in
            try tx.execute("UPDATE facilitators SET picture = \(name) WHERE id = \(facilitator.id)")
        }
        guard let profile = try tx.facilitators.profile(of: facilitator.id) else {
            throw Refusal.notFound(.facilitator)
        }
        return profile
    }

    /// Stores a file and what refers to it, and deletes the former pictures that nothing shows any
    /// more.
    ///
    /// - Parameter setName: Stores the name of the file, or nil for none, where it is shown.
    func replace(
        _ former: [StoredPicture?], by file: PictureFile?, setName: (String?) throws -> Void
    ) throws {
        if let file { try insert(file) }
        try setName(file?.picture.name)
        for name in Set(former.compactMap { $0?.name }) { try removeIfUnused(name) }
    }

    /// Stores the bytes under a name that contains their digest; equal ones are stored once.
    private func insert(_ file: PictureFile) throws {
        try tx.execute(
            """
            INSERT INTO pictures (name, media_type, bytes, created_at)
            VALUES (\(file.picture.name), \(file.mediaType), \(file.bytes), \(tx.now))
            ON CONFLICT (name) DO NOTHING
            """)
    }

    private func removeIfUnused(_ name: String) throws {
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
