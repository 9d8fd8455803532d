import Credentials
import HTTP
import Platform
import SQLite

extension Problem {
    /// 503 for a full, busy or failing resource of the service; nil for any other error.
    package init?(ofStorage error: any Error) {
        switch error {
        case is DatabaseBusy, is DatabaseClosed, is PasswordHasherBusy, is BackgroundQueueFull:
            self = .unavailable()
        case let error as SQLiteError where error.isBusy: self = .unavailable()
        case let error as SQLiteError where error.isFull:
            self = .unavailable(
                code: "storage_full", detail: "The service's disk is full.",
                retryAfterSeconds: 60)
        case let error as SQLiteError where error.isRefusedByStorage:
            self = .unavailable(
                code: "storage_failed", detail: "The service cannot access its data at the moment.",
                retryAfterSeconds: 60)
        default: return nil
        }
    }
}
