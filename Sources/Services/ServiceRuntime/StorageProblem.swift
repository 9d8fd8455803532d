import Credentials
import HTTP
import SQLite

extension Problem {
    /// What a full, busy or failing resource of the service is to a client: 503, as it will pass;
    /// nil for any other error.
    package init?(ofStorage error: any Error) {
        switch error {
        case is DatabaseBusy, is DatabaseClosed, is PasswordHasherBusy: self = .unavailable()
        case let error as SQLiteError where error.isBusy: self = .unavailable()
        case let error as SQLiteError where error.isFull:
            self = .unavailable(
                code: "storage_full", detail: "There is no room left to write anything down.",
                retryAfterSeconds: 60)
        case let error as SQLiteError where error.isRefusedByStorage:
            self = .unavailable(
                code: "storage_failed", detail: "The service cannot get at its data just now.",
                retryAfterSeconds: 60)
        default: return nil
        }
    }
}
