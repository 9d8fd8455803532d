import Credentials
import HTTP
import SQLite
import ServiceRuntime

extension Problem {
    /// What an error of the store or of a call to MainAPI is to a client; nil for what nobody
    /// foresaw.
    init?(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let refusal as BookingLog.Refusal: self.init(refusal)
        case is PeerClient.Unreachable:
            self = .unavailable(
                code: "main_api_unavailable",
                detail: "MainAPI, which owns events and users, cannot be reached just now.",
                retryAfterSeconds: 5)
        case is DatabaseBusy, is PasswordHasherBusy: self = .unavailable()
        case let error as SQLiteError where error.isBusy: self = .unavailable()
        case let error as SQLiteError where error.isFull:
            self = .unavailable(
                code: "storage_full", detail: "There is no room left to write anything down.",
                retryAfterSeconds: 60)
        default: return nil
        }
    }

    private init(_ refusal: BookingLog.Refusal) {
        switch refusal {
        case .unknownFacilitator(let id):
            self.init(
                .unprocessableContent, code: "unknown_facilitator",
                detail: "There is no facilitator \(id) here.",
                errors: [
                    .init(
                        field: "facilitator_id", code: "unknown",
                        detail: "must be a facilitator of this service.")
                ])
        }
    }
}
