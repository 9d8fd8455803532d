import BookingDomain
import HTTP
import HTTPClient
import JSONCoding
import SQLite
import ServiceContract
import ServiceRuntime
import Timekeeping

/// `CRMAPI reconcile`: compares this service's bookings with MainAPI's.
struct ReconcileCommand {
    let settings: CRMSettings

    /// Prints the result and returns whether the services agree.
    ///
    /// - Throws: `ClientError`, `CommandError`, or an error of the database.
    func run() throws -> Bool {
        let client = PeerClient(settings)
        let result = try settings.withDatabase { database in
            var comparison = Comparison(database: database, mainAPI: client)
            try await comparison.run()
            return comparison
        }
        for line in result.restorations { StandardStream.output(line) }
        StandardStream.output(
            "bookings: \(result.bookings), notices: \(result.notices), pending: \(result.pending), "
                + "differences: \(result.differences.count)")
        for difference in result.differences { StandardStream.output("  \(difference)") }
        return result.differences.isEmpty
    }
}

/// Compares the two services' bookings and collects the differences.
private struct Comparison: Sendable {
    let database: Database
    let mainAPI: PeerClient
    /// Bookings in MainAPI's list.
    var bookings = 0
    /// Notices of these bookings.
    var notices = 0
    /// Notices that MainAPI has not delivered yet.
    var pending = 0
    /// A sentence for each restoration of a backup.
    var restorations: [String] = []
    /// A sentence for each difference.
    var differences: [String] = []

    /// Reads MainAPI's list page by page, then looks for bookings that are missing from it.
    ///
    /// - Throws: `ClientError`, or `CommandError` if a response is not a list.
    mutating func run() async throws {
        try await compareInstallations()
        var listed: Set<Int64> = []
        var cursor: String?
        repeat {
            let page = try await page(after: cursor)
            for entry in page.entries {
                listed.insert(entry.bookingID)
                try await compare(entry)
            }
            cursor = page.next
        } while cursor != nil
        for booking in try database.read({ try $0.notifiedBookings.idsFromMainAPI() })
        where !listed.contains(booking) {
            // It may have been made while the list was read.
            guard try await entry(of: booking) == nil else { continue }
            differences.append("booking \(booking) is known here and not at MainAPI")
        }
    }

    private mutating func compareInstallations() async throws {
        let report = try await DisabledAccounts.report(of: mainAPI)
        if let time = report.restoredAt {
            restorations.append(
                "MainAPI was restored at \(time.rfc3339): logins from before are void, "
                    + "guests erased again: \(report.erasedAgain)")
        }
        let (bound, restoredAt, disabled) = try database.read { tx in
            (
                try tx.metadata.value(for: .installation), try tx.metadata.restoredAt(),
                try tx.metadata.value(for: .disabledAgain)
            )
        }
        if let restoredAt {
            restorations.append(
                "CRMAPI was restored at \(restoredAt.rfc3339): logins from before are void, "
                    + (disabled.map { "accounts disabled again: \($0)" }
                        ?? "facilitators cannot log in before MainAPI has answered"))
        }
        if let bound, !bound.utf8.elementsEqual(report.installation.utf8) {
            differences.append(
                "notices of installation \(bound) are accepted, and MainAPI is installation"
                    + " \(report.installation); “CRMAPI bind \(report.installation)” changes that")
        }
    }

    private mutating func compare(_ entry: ReconciliationEntry) async throws {
        bookings += 1
        notices += Int(entry.notices)
        pending += Int(entry.notices - entry.delivered)
        // A pending notice explains any difference.
        guard entry.delivered == entry.notices else { return }
        let known = try database.read { tx in
            try tx.notifiedBookings.find(entry.bookingID, ofFacilitator: entry.facilitatorID)
        }
        guard let (booking, notices) = known else {
            differences.append("booking \(entry.bookingID) is not known here")
            return
        }
        let sequence = booking.state.sequence ?? 0
        guard sequence <= entry.sequence else {
            // A later notice may have come while MainAPI's list was read.
            let latest = try await self.entry(of: entry.bookingID)?.sequence ?? 0
            if sequence > latest {
                differences.append(
                    "booking \(entry.bookingID): the latest notice is \(sequence) here and"
                        + " \(latest) at MainAPI")
            }
            return
        }
        // More notices here are no difference: a restored MainAPI has forgotten some of them.
        if notices < entry.notices {
            differences.append(
                "booking \(entry.bookingID): \(notices) notices here, \(entry.notices) sent")
        }
        compareStates(of: booking.state, entry)
    }

    private mutating func compareStates(of known: BookingNotice, _ entry: ReconciliationEntry) {
        if known.status != entry.status || known.seats != entry.seats {
            differences.append(
                "booking \(entry.bookingID): \(known.seats ?? 0) seats "
                    + "\(known.status ?? "unknown") here, "
                    + "\(entry.seats) seats \(entry.status) at MainAPI")
        }
        if let event = known.eventID, event != entry.eventID {
            differences.append(
                "booking \(entry.bookingID): of event \(event) here, \(entry.eventID) at MainAPI")
        }
    }

    /// MainAPI's entry of a booking; nil if it is not listed.
    private func entry(of booking: Int64) async throws -> ReconciliationEntry? {
        let page = try await page(after: PageCursor(id: booking - 1).text, limit: 1)
        return page.entries.first { $0.bookingID == booking }
    }

    private func page(
        after cursor: String?, limit: Int = 200
    ) async throws -> (entries: [ReconciliationEntry], next: String?) {
        let query = "?limit=\(limit)" + (cursor.map { "&cursor=\($0)" } ?? "")
        let response = try await mainAPI.send(.init("GET", InternalPath.reconciliation + query))
        guard response.isSuccess, let content = try? JSONValue(parsing: response.body).object,
            let rows = content["data"]?.array
        else {
            throw CommandError(
                "MainAPI answered \(response.status) to \(InternalPath.reconciliation).")
        }
        return (
            try rows.map { try ReconciliationEntry(json: $0) },
            content["page"]?.object?["next"]?.string
        )
    }
}
