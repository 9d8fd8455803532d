import BookingDomain
import HTTP
import JSONCoding
import Observability
import SQLite
import ServiceContract
import ServiceRuntime
import Timekeeping

/// Where MainAPI tells of bookings.
struct NotifyRoutes: Sendable {
    let database: Database
    let clock: WallClock
    let log: Log

    func add(to routes: inout Routes, peer: Authenticator<PeerService>) {
        routes.post(.init(InternalPath.notify), by: peer, take)
    }

    /// One notice, or a batch of them.
    private func take(_ request: Request, _: PeerService) async throws -> Response {
        let content = try request.jsonObject()
        guard content["notices"] != nil else {
            let notice = try request.decode(BookingNotice.self)
            let receipt = try await take(notice)
            note(notice, isDuplicate: receipt.isDuplicate, by: request)
            return .json(receipt)
        }
        guard let notices = NoticeBatch.notices(in: content) else {
            throw Problem.invalid([
                FieldError(
                    field: "notices", code: "out_of_range",
                    detail: "must be an array of 1 to \(NoticeBatch.limit) notices.")
            ])
        }
        let outcomes = try await take(notices)
        for case (.success(let notice), .taken(let isDuplicate)) in zip(notices, outcomes) {
            note(notice, isDuplicate: isDuplicate, by: request)
        }
        return .json(NoticeResults(outcomes: outcomes))
    }

    /// A line of the log for each notice, by which a request at MainAPI is followed until here.
    private func note(_ notice: BookingNotice, isDuplicate: Bool, by request: Request) {
        guard log.requests else { return }
        log.info(
            "notice_received",
            [
                "booking": notice.bookingID, "type": notice.type ?? "none",
                "duplicate": isDuplicate, "request_id": notice.requestID ?? request.id,
            ])
    }

    private func take(_ notice: BookingNotice) async throws -> NoticeReceipt {
        return try await database.write { tx in
            try tx.bookingLog.receive(notice)
        }
    }

    /// All in one transaction; what one of them lacks is its own outcome.
    private func take(
        _ notices: [Result<BookingNotice, InvalidFields>]
    ) async throws -> [NoticeOutcome] {
        return try await database.write { tx in
            try notices.map { notice in
                switch notice {
                case .failure: return .refused("validation_failed")
                case .success(let notice):
                    do {
                        let receipt = try tx.bookingLog.receive(notice)
                        return .taken(isDuplicate: receipt.isDuplicate)
                    } catch let refusal as BookingLog.Refusal {
                        return .refused(Problem(refusal)?.code ?? "refused")
                    }
                }
            }
        }
    }
}

/// The answer to a batch: `{"results": […]}`.
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
