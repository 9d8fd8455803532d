import BookingDomain
import JSONCoding
import SQLite
import TextEncoding

/// The table `centre` of one row: the settings of the center.
package struct CentreTable {
    let tx: Transaction

    /// The settings as they are; the defaults before the first change.
    package func current() throws -> Centre {
        try tx.first(
            """
            SELECT name, tagline, accent, address, contact, imprint, privacy, terms, currency,
                time_zone, refund_policy, embed_origins, logo, version
            FROM centre
            """
        ) { row in
            var columns = row.columns
            return try Centre(&columns)
        } ?? Centre()
    }

    /// The version of the settings; 0 before the first change.
    package func version() throws -> Int64 {
        try tx.first("SELECT version FROM centre") { $0.int64(0) } ?? 0
    }

    /// Changes some settings; what the fields leave out stays.
    ///
    /// - Parameter expectedVersions: The versions that may be changed; nil for any.
    /// - Throws: `InvalidFields`, `Refusal.versionStale`.
    package func change(
        _ fields: CentreFields, expectedVersions: Set<Int64>? = nil
    ) throws -> Centre {
        let before = try current()
        try before.checkVersion(among: expectedVersions)
        let centre = try before.changed(by: fields)
        if centre != before { try store(centre) }
        return try current()
    }

    /// Stores the picture that is shown as the logo; nil removes it.
    ///
    /// - Parameter expectedVersions: The versions that may be changed; nil for any.
    /// - Throws: `Refusal.versionStale`.
    package func setLogo(
        _ file: PictureFile?, expectedVersions: Set<Int64>? = nil
    ) throws -> Centre {
        var centre = try current()
        let former = centre.logo
        // A repeated request finds its own change.
        guard former != file?.picture else { return centre }
        try centre.checkVersion(among: expectedVersions)
        centre.logo = file?.picture
        try tx.pictures.replace([former], by: file) { _ in try store(centre) }
        return try current()
    }

    private func store(_ centre: Centre) throws {
        try tx.execute(
            """
            INSERT INTO centre (id, name, tagline, accent, address, contact, imprint, privacy,
                terms, currency, time_zone, refund_policy, embed_origins, logo, version, updated_at)
            VALUES (1, \(centre.name), \(centre.tagline), \(centre.accent?.text), \(centre.address),
                \(centre.contact), \(centre.imprint.text), \(centre.privacy.text),
                \(centre.terms.text), \(centre.currency?.code), \(centre.timeZone),
                \(centre.refundPolicy.storedText), \(String(streamSafe: centre.embedOrigins.json)),
                \(centre.logo?.name), \(centre.version + 1), \(tx.now))
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, tagline = excluded.tagline,
                accent = excluded.accent, address = excluded.address, contact = excluded.contact,
                imprint = excluded.imprint, privacy = excluded.privacy, terms = excluded.terms,
                currency = excluded.currency, time_zone = excluded.time_zone,
                refund_policy = excluded.refund_policy, embed_origins = excluded.embed_origins,
                logo = excluded.logo, version = excluded.version, updated_at = excluded.updated_at
            """)
        // The public calendars have the name.
        try tx.metadata.eventsDidChange()
    }
}

extension Centre {
    fileprivate func checkVersion(among expected: Set<Int64>?) throws(Refusal) {
        if let expected, !expected.contains(version) {
            throw .versionStale(.centre, current: version)
        }
    }

    fileprivate init(_ columns: inout Columns) throws(UnreadableRow) {
        self.init()
        name = columns.next()
        tagline = columns.next()
        let accent: String? = columns.next()
        self.accent = accent.map(AccentColor.init(stored:))
        address = columns.next()
        contact = columns.next()
        imprint = LegalText(columns.next())
        privacy = LegalText(columns.next())
        terms = LegalText(columns.next())
        let currency: String? = columns.next()
        self.currency = currency.map(Currency.init(stored:))
        timeZone = columns.next()
        refundPolicy = try columns.nextRefundPolicy()
        embedOrigins = try columns.nextNames("centre.embed_origins")
        logo = columns.nextPicture()
        version = columns.next()
    }
}

extension Columns {
    /// Reads a picture's name, which may be NULL.
    mutating func nextPicture() -> StoredPicture? {
        let name: String? = next()
        return name.flatMap { StoredPicture(name: $0) }
    }
}
