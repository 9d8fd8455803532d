import BookingDomain
import HTTP
import JSONCoding
import Observability
import SQLite
import ServiceContract
import ServiceRuntime
import Timekeeping

/// Receives MainAPI's notices of bookings.
struct NotifyRoutes: Sendable {
    let database: Database
    let clock: WallClock
    let log: Log

    func add(to routes: inout Routes, peer: Authenticator<PeerService>) {
        routes.post(.init(InternalPath.notify), by: peer, bodyLimit: 1_048_576, receive)
        routes.get(.init(InternalPath.installation), by: peer, installation)
    }

    /// The installation whose notices are accepted; null before the first notice.
    private func installation(_: Request, _: PeerService) throws -> Response {
        let bound = try database.read { try $0.metadata.value(for: .installation) }
        return Response.json(BoundInstallation(id: bound)).with(.cacheControl, "no-store")
    }

    /// Receives one notice or a batch.
    private func receive(_ request: Request, _: PeerService) async throws -> Response {
        let content = try request.jsonObject()
        guard content["notices"] != nil else {
            let notice = try request.decode(BookingNotice.self)
            let receipt = try await database.write { try $0.notifiedBookings.record(notice) }
            logReceipt(of: notice, isDuplicate: receipt.isDuplicate, by: request)
            return .json(receipt)
        }
        guard let notices = NoticeBatch.notices(in: content) else {
            throw Problem.invalid([
                FieldError(
                    field: "notices", code: "out_of_range",
                    detail: "The notices must be an array of 1 to \(NoticeBatch.limit) items.")
            ])
        }
        let outcomes = try await record(notices)
        for case (.success(let notice), .accepted(let isDuplicate)) in zip(notices, outcomes) {
            logReceipt(of: notice, isDuplicate: isDuplicate, by: request)
        }
        return .json(NoticeResults(outcomes: outcomes))
    }

    /// Logs a notice with the id of the request at MainAPI that caused it.
    private func logReceipt(of notice: BookingNotice, isDuplicate: Bool, by request: Request) {
        guard log.requests else { return }
        log.info(
            "notice_received",
            [
                "booking": notice.bookingID, "type": notice.type ?? "none",
                "duplicate": isDuplicate, "request_id": notice.requestID ?? request.id,
            ])
    }

    /// Records all valid notices in one transaction; an invalid one does not affect the others.
    private func record(
        _ notices: [Result<BookingNotice, InvalidFields>]
    ) async throws -> [NoticeOutcome] {
        try await database.write { tx in
            try notices.map { notice in
                switch notice {
                case .failure: return .refused(code: "validation_failed")
                case .success(let notice):
                    do {
                        let receipt = try tx.notifiedBookings.record(notice)
                        return .accepted(isDuplicate: receipt.isDuplicate)
                    } catch let error as UnknownFacilitator {
                        return .refused(code: Problem(error).code)
                    }
                }
            }
        }
    }
}

private struct BoundInstallation: JSONWritable {
    let id: String?

    func write(to json: inout JSONWriter) {
        json.object { $0.member("installation", id) }
    }
}

/// The response to a batch: `{"results": […]}`.
private struct NoticeResults: JSONWritable {
    let outcomes: [NoticeOutcome]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.memberArray("results") { json in
                for outcome in outcomes { json.element(outcome) }
            }
        }
    }
}
