import BookingDomain
import HTTP
import HTTPClient
import JSONCoding
import SQLite
import ServiceContract
import ServiceRuntime

/// `CRMAPI reconcile`: holds this service's log against what MainAPI says it told.
struct Reconciliation {
    /// How the two compare.
    struct Outcome: Equatable {
        /// Bookings that MainAPI has told of.
        var bookings = 0
        /// Notices of them in all.
        var notices = 0
        /// Notices that are on their way still.
        var pending = 0
        /// What does not agree, a sentence each.
        var differences: [String] = []
    }

    let database: Database
    let mainAPI: PeerClient

    /// Reads all of MainAPI's list, a page at a time, and looks for what is not in it.
    ///
    /// - Throws: `PeerClient.Unreachable`, or `Commands.Fault` for an answer that is not
    ///   a list.
    func run() async throws -> Outcome {
        var outcome = Outcome()
        var told: Set<Int64> = []
        var cursor: String?
        repeat {
            let page = try await page(after: cursor)
            for entry in page.entries {
                told.insert(entry.bookingID)
                try await compare(entry, &outcome)
            }
            cursor = page.next
        } while cursor != nil
        for booking in try database.read({ try $0.bookingLog.bookingsOfMainAPI() })
        where !told.contains(booking) {
            // It may have been made while the list was read.
            guard try await entry(of: booking) == nil else { continue }
            outcome.differences.append("booking \(booking) is known here and not at MainAPI")
        }
        return outcome
    }

    private func compare(
        _ entry: ReconciliationEntry, _ outcome: inout Outcome
    ) async throws {
        outcome.bookings += 1
        outcome.notices += Int(entry.notices)
        outcome.pending += Int(entry.notices - entry.delivered)
        // What is still in the outbox explains every difference.
        guard entry.delivered == entry.notices else { return }
        let known = try database.read { tx in
            try tx.bookingLog.known(
                entry.bookingID, ofFacilitator: entry.facilitatorID)
        }
        guard let (booking, notices) = known else {
            outcome.differences.append("booking \(entry.bookingID) is not known here")
            return
        }
        let sequence = booking.sequence ?? 0
        guard sequence <= entry.sequence else {
            // A later notice may have come while MainAPI's list was read.
            let latest = try await self.entry(of: entry.bookingID)?.sequence ?? 0
            if sequence > latest {
                outcome.differences.append(
                    "booking \(entry.bookingID): notice \(sequence) was the latest here, and"
                        + " MainAPI's is \(latest)")
            }
            return
        }
        // More are no difference: a MainAPI that was restored has forgotten some that it had sent.
        if notices < entry.notices {
            outcome.differences.append(
                "booking \(entry.bookingID): \(notices) notices here, \(entry.notices) sent")
        }
        if booking.status != entry.status || booking.seats != entry.seats {
            outcome.differences.append(
                "booking \(entry.bookingID): \(booking.seats ?? 0) seats "
                    + "\(booking.status ?? "unknown") here, "
                    + "\(entry.seats) seats \(entry.status) at MainAPI")
        }
    }

    /// What MainAPI says of one booking; nil where it has told of none.
    private func entry(of booking: Int64) async throws -> ReconciliationEntry? {
        let page = try await page(after: PageCursor(id: booking - 1).text, limit: 1)
        return page.entries.first { $0.bookingID == booking }
    }

    private func page(
        after cursor: String?, limit: Int = 200
    ) async throws -> (entries: [ReconciliationEntry], next: String?) {
        let query = "?limit=\(limit)" + (cursor.map { "&cursor=\($0)" } ?? "")
        let answer = try await mainAPI.send(.init("GET", InternalPath.reconciliation + query))
        guard answer.isSuccess, let content = try? JSONValue(parsing: answer.body).object,
            let rows = content["data"]?.array
        else {
            throw Commands.Fault(
                "MainAPI answered \(answer.status) to \(InternalPath.reconciliation).")
        }
        return (
            try rows.map { try ReconciliationEntry(json: $0) },
            content["page"]?.object?["next"]?.string
        )
    }
}
