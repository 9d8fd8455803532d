import HTTP
import JSONCoding
import SQLite
import ServiceContract
import ServiceRuntime
import Timekeeping

/// Where MainAPI tells of bookings.
struct NotifyRoutes: Sendable {
    let database: Database
    let clock: Clock

    func add(to routes: inout Routes, peer: Caller<PeerService>) {
        routes.post(.init(InternalPath.notify), by: peer, take)
    }

    /// One notice, or a batch of them.
    private func take(_ request: Request, _: PeerService) async throws -> Response {
        let content = try request.jsonObject()
        guard content["notices"] != nil else {
            let notice = try request.decode(BookingNotice.self)
            return .json(try await take(notice))
        }
        guard let notices = NoticeBatch.notices(in: content) else {
            throw Problem.invalid([
                FieldError(
                    field: "notices", code: "out_of_range",
                    detail: "must be an array of 1 to \(NoticeBatch.limit) notices.")
            ])
        }
        return .json(NoticeResults(outcomes: try await take(notices)))
    }

    private func take(_ notice: BookingNotice) async throws -> NoticeReceipt {
        let now = clock.now()
        return try await database.write { connection in
            try BookingLog.take(notice, at: now, on: connection)
        }
    }

    /// All in one transaction; what one of them lacks is its own outcome.
    private func take(
        _ notices: [Result<BookingNotice, InvalidFields>]
    ) async throws -> [NoticeOutcome] {
        let now = clock.now()
        return try await database.write { connection in
            try notices.map { notice in
                switch notice {
                case .failure: return .refused("validation_failed")
                case .success(let notice):
                    do {
                        let receipt = try BookingLog.take(notice, at: now, on: connection)
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
