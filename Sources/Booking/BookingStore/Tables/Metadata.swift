import AccountLetters
import BookingDomain
import SQLite
import Timekeeping

/// The table `facts`: single values about the database itself.
package struct Metadata {
    enum Key: String {
        case demoSeededAt = "demo_seeded_at"
        /// The IDs of CRMAPI's disabled accounts, separated by commas.
        case disabledFacilitators = "disabled_facilitators"
        /// The last notice that deliveries have reached.
        case deliveredThrough = "delivered_through"
        /// The number of changes of events and of their search index.
        case eventsVersion = "events_version"
        /// IDs up to this one must not be given out again.
        case idsGivenOut = "ids_given_out"
        /// The number of guests that were erased again since the latest restoration.
        case erasedAgain = "erased_again"
        /// The violations that the latest check found, and its end in Unix time.
        case latestCheck = "latest_check"
        case installation
        /// The last booking whose email was collected.
        case mailedBookingsThrough = "mailed_beginnings_through"
        /// The last line of a timeline whose email was collected.
        case mailedChangesThrough = "mailed_through"
        /// The last line of the ledger from before there were receipts.
        case receiptsAfter = "receipts_after"
        /// An event, its start and the last of its guests whose reminders were collected.
        case remindersThrough = "reminders_through"
        /// The time of the latest restoration, in Unix time.
        case restoredAt = "restored_at"
        /// The seconds for which an offer of the waiting list is open at most.
        case waitlistOfferSeconds = "waitlist_offer_seconds"
        /// The seconds before the start of an event from which nothing is offered.
        case waitlistCutoffSeconds = "waitlist_cutoff_seconds"
    }

    let tx: Transaction

    func value(for key: Key) throws -> String? {
        try tx.first("SELECT value FROM facts WHERE name = \(key)") { $0.string(0) }
    }

    func integer(for key: Key) throws -> Int64? {
        try value(for: key).flatMap { Int64($0) }
    }

    func set(_ value: String, for key: Key) throws {
        try tx.execute(
            """
            INSERT INTO facts (name, value) VALUES (\(key), \(value))
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """)
    }

    /// The rules of waiting lists, which the service stores at its start.
    package func waitlistRules() throws -> WaitlistRules {
        let standard = WaitlistRules.standard
        return WaitlistRules(
            offerLength: try integer(for: .waitlistOfferSeconds).map { .seconds($0) }
                ?? standard.offerLength,
            cutoff: try integer(for: .waitlistCutoffSeconds).map { .seconds($0) }
                ?? standard.cutoff)
    }

    /// Stores the rules of waiting lists, if they are others.
    package func setWaitlistRules(_ rules: WaitlistRules) throws {
        guard try waitlistRules() != rules else { return }
        try set("\(rules.offerLength.components.seconds)", for: .waitlistOfferSeconds)
        try set("\(rules.cutoff.components.seconds)", for: .waitlistCutoffSeconds)
    }

    /// The stored cutoff of waiting lists in seconds; SQLite reads it once per statement.
    static let waitlistCutoff: SQL = """
        ifnull((SELECT CAST(value AS INTEGER) FROM facts
            WHERE name = \(Key.waitlistCutoffSeconds)),
            \(WaitlistRules.standard.cutoff.components.seconds))
        """

    /// Identifies this installation's objects at a gateway that several installations use.
    package func installation() throws -> String {
        try value(for: .installation) ?? ""
    }

    /// The time of the latest restoration of a backup; nil if there was none.
    ///
    /// Changes between the backup and this time are lost here, but may be known to others.
    package func restoredAt() throws -> Timestamp? {
        try integer(for: .restoredAt).map(Timestamp.init(clamping:))
    }

    /// Records that the database was restored from a backup now.
    ///
    /// Voids the links of letters and the addresses of calendars. Some may have been renewed since
    /// the backup.
    package func recordRestoration() throws {
        try tx.accountLinks.voidAll()
        try tx.calendarLinks.deleteAll()
        try tx.accountLetters.cancelAll()
        try set("\(tx.now.unixSeconds)", for: .restoredAt)
        try set("0", for: .erasedAgain)
    }

    /// The number of guests that were erased again since the latest restoration.
    package func erasedAgain() throws -> Int64 {
        try integer(for: .erasedAgain) ?? 0
    }

    /// A number that rises with each change of events, and not with their bookings.
    package func eventsVersion() throws -> Int64 {
        try integer(for: .eventsVersion) ?? 0
    }

    func eventsDidChange() throws {
        try tx.execute(
            """
            INSERT INTO facts (name, value) VALUES (\(Key.eventsVersion), '1')
            ON CONFLICT (name) DO UPDATE SET value = value + 1
            """)
    }

    /// The latest check of the invariants; nil before the first.
    package func latestCheck() throws -> CheckRecord? {
        let numbers = (try value(for: .latestCheck) ?? "").split(separator: " ")
            .compactMap { Int64($0) }
        guard numbers.count == 2 else { return nil }
        return CheckRecord(
            violations: Int(numbers[0]), finishedAt: Timestamp(clamping: numbers[1]))
    }

    /// Stores the latest check of the invariants.
    package func setLatestCheck(_ check: CheckRecord) throws {
        try set("\(check.violations) \(check.finishedAt.unixSeconds)", for: .latestCheck)
    }

    /// The facilitators whose accounts CRMAPI has disabled, for its restoration from a backup.
    package func disabledFacilitators() throws -> [FacilitatorID] {
        (try value(for: .disabledFacilitators) ?? "").split(separator: ",")
            .compactMap { Int64($0).map { FacilitatorID($0) } }
    }

    /// Stores the facilitators whose accounts CRMAPI has disabled.
    package func setDisabledFacilitators(_ ids: [FacilitatorID]) throws {
        guard try disabledFacilitators() != ids else { return }
        try set(ids.map { "\($0)" }.joined(separator: ","), for: .disabledFacilitators)
    }
}

/// The result of a check of the invariants.
package struct CheckRecord: Equatable, Sendable {
    /// The number of violations.
    package let violations: Int
    package let finishedAt: Timestamp

    package init(violations: Int, finishedAt: Timestamp) {
        self.violations = violations
        self.finishedAt = finishedAt
    }
}
